namespace Kif.Models;

/// <summary>An adapter's file fitted to a model by PEFT's rules: which tensor changes what. Every tensor has its place, or the adapter is refused.</summary>
internal sealed class AdapterFit
{
    private readonly PeftAdapterFile file;
    private readonly IBackbone backbone;
    private readonly LoraTargetRules rules;
    private readonly Dictionary<string, LinearModule> linears;

    /// <summary>Fits a file.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, of another shape, or without a place; the message names file and tensor.</exception>
    public AdapterFit(PeftAdapterFile file, IBackbone backbone)
    {
        (this.file, this.backbone, Weights) = (file, backbone, new(backbone));
        linears = backbone.Linears.ToDictionary(m => m.Module.Path);
        rules = file.Config.Rules(backbone.DefaultLoraTargets);
        try { Chosen = [.. Candidates().Where(IsTarget)]; }
        catch (TimeoutException e) { throw new InvalidDataException($"'{ConfigPath}': {e.Message}.", e); }
        if (Chosen.Count == 0 && !file.Config.HasMore) throw NoTarget();
        Modules = [.. Chosen.Select(Module)];
        if (Leftover() is { } other) throw Refuse(other);
    }

    /// <summary>The model's weights, to be changed.</summary>
    public UntiedWeights Weights { get; }

    /// <summary>The file.</summary>
    public PeftAdapterFile File => file;

    /// <summary>The paths of the modules with factors: linear maps in the model's order, then embeddings and heads.</summary>
    public IReadOnlyList<string> Chosen { get; }

    /// <summary>The modules with factors.</summary>
    public IReadOnlyList<AdaptedModule> Modules { get; }

    private string ConfigPath => Path.Combine(Path.GetDirectoryName(file.Path)!, PeftConfig.FileName);

    /// <summary>
    /// Finds out what keeps the adapter from being trained further, which Kif does with factors of linear maps alone; empty if nothing does.
    /// </summary>
    public IReadOnlyList<string> BeyondFactors()
    {
        PeftExtras extras = file.Config.Extras;
        var found = new List<string>();
        if (extras.Start != BaseStart.None) found.Add($"the initialization {(extras.Start == BaseStart.Pissa ? "PiSSA" : "OLoRA")}, which changes the base");
        if (extras.Dora) found.Add("magnitudes (DoRA)");
        if (Modules.FirstOrDefault(m => m.BiasOfB is not null) is { } biased) found.Add($"biases of factors, such as that of {biased.Path}");
        if (Modules.FirstOrDefault(m => m.Linear is null) is { } outer) found.Add($"factors of {outer.Path}");
        if (file.Keys.FirstOrDefault(k => k.Part == PeftPart.TokenRows) is { } rows) found.Add($"trained rows of {rows.Target}");
        if (file.Keys.FirstOrDefault(k => k.IsWeight && !UntiedWeights.Same(Weights[k.Target], Of(k).to_type(backbone.DType))) is { } whole)
            found.Add($"other numbers of {whole.Target} than the model's");
        return found;
    }

    /// <summary>Returns a tensor of the file.</summary>
    public Tensor Of(PeftKey key) => file.Weights[key.Name];

    /// <summary>Whether a module of the model was trained in full: its name, or that of a module around it, has one of the configured ends.</summary>
    public bool IsSaved(string weight) =>
        Parents(weight).Any(path => file.Config.Extras.ModulesToSave.Any(end => path.EndsWith(end, StringComparison.Ordinal)));

    /// <summary>Creates an error about the file.</summary>
    public InvalidDataException Refuse(string fault) => new($"'{file.Path}': {fault}");

    /// <summary>Returns the paths of a weight's module and of those around it.</summary>
    public static IEnumerable<string> Parents(string weight)
    {
        for (int dot = weight.LastIndexOf('.'); dot > 0; dot = weight.LastIndexOf('.', dot - 1)) yield return weight[..dot];
    }

    /// <summary>The modules that PEFT could put an adapter on: matrices, the model's linear maps first.</summary>
    private IEnumerable<string> Candidates() => rules.AllLinear ? linears.Keys : linears.Keys.Concat(Weights.Names
        .Where(name => name.EndsWith(".weight", StringComparison.Ordinal) && Weights[name].dim() == 2).Select(name => name[..^".weight".Length])
        .Where(path => !linears.ContainsKey(path)));

    private bool IsTarget(string module)
    {
        if (rules.Matches(module)) return true;
        string weight = $"{module}.weight";
        if (file.Config.Extras.TargetParameters.Any(t => LoraTargetRules.IsEnd(weight, t))) return true;
        // With tied targets only the embeddings are named, and the head has factors, too.
        return file.Config.Extras.KeepsTies && file.Find(PeftPart.FactorA, module) is not null
            && Weights.Tied(weight).Any(tied => tied != weight && rules.Matches(tied[..^".weight".Length]));
    }

    private AdaptedModule Module(string path)
    {
        linears.TryGetValue(path, out LinearModule? linear);
        bool embedding = file.Find(PeftPart.EmbeddingA, path) is not null;
        PeftKey a = PeftKey.Of(embedding ? PeftPart.EmbeddingA : PeftPart.FactorA, path);
        if (!file.Weights.TryGetValue(a.Name, out Tensor? first) || !file.Weights.TryGetValue(a.Partner.Name, out Tensor? second))
            throw Refuse($"'{a.Name}' is missing, though the settings put an adapter on '{path}' of this {backbone.ModelType} model. "
                + "PEFT would leave that module unchanged in silence: save the adapter again, or name the module in exclude_modules.");
        Tensor weight = Rows(path);
        int rank = rules.Rank(path);
        (long inputs, long outputs) = linear is null ? (weight.shape[embedding ? 0 : 1], weight.shape[embedding ? 1 : 0]) : (linear.Inputs, linear.Outputs);
        Check(a, first, rank, inputs);
        Check(a.Partner, second, outputs, rank);
        PeftExtras extras = file.Config.Extras;
        return new(path, linear, embedding, first, second, rank, rules.Scaling(path))
        {
            Magnitude = Part(PeftPart.Magnitude, extras.Dora, outputs, "use_dora"), BiasOfB = Part(PeftPart.BiasOfB, extras.LoraBias, outputs, "lora_bias"),
        };

        Tensor? Part(PeftPart part, bool wanted, long length, string setting)
        {
            PeftKey key = PeftKey.Of(part, path);
            Tensor? found = file.Weights.GetValueOrDefault(key.Name);
            // An embedding has no bias.
            if (embedding && part == PeftPart.BiasOfB && found is null || found is null && !wanted) return null;
            if (found is null)
                throw Refuse($"'{key.Name}' is missing, though {PeftConfig.FileName} says {setting}: PEFT would take numbers that were not trained.");
            if (!wanted)
                throw Refuse(
                    $"'{key.Name}' is there, and {PeftConfig.FileName} does not say {setting}, so that PEFT ignores it: set {setting} to true if the adapter "
                    + "was trained so, or remove the tensor.");
            return found.numel() == length ? found : throw Refuse($"'{key.Name}' has shape [{string.Join(", ", found.shape)}], wanted [{length}].");
        }
    }

    /// <summary>Returns the matrix that factors are for: the file's own if it holds one, since a larger vocabulary is stored with them.</summary>
    private Tensor Rows(string path)
    {
        string weight = $"{path}.weight";
        PeftKey? stored = file.Keys.FirstOrDefault(k => k.IsWeight && Weights.Contains(k.Target) && Weights.Tied(weight).Contains(k.Target));
        return stored is null ? Weights[weight] : Of(stored);
    }

    private void Check(PeftKey key, Tensor factor, params long[] wanted)
    {
        if (factor.shape.SequenceEqual(wanted)) return;
        throw Refuse($"'{key.Name}' has shape [{string.Join(", ", factor.shape)}], wanted [{string.Join(", ", wanted)}].{Resized(key, factor, wanted)}");
    }

    private static string Resized(PeftKey key, Tensor factor, long[] wanted) =>
        key.IsEmbedding && key.IsFirst && factor.shape[1] != wanted[1]
            ? " If it was trained on a larger vocabulary, save it with save_embedding_layers=True, which stores the new rows." : "";

    /// <summary>Finds a tensor without a place.</summary>
    private string? Leftover()
    {
        HashSet<string> chosen = [.. Chosen];
        foreach (PeftKey key in file.Keys)
        {
            if (key.IsFactor || key.Part is PeftPart.Magnitude or PeftPart.BiasOfB)
            {
                if (chosen.Contains(key.Target)) continue;
                string allowed = Chosen.Count > 0 ? $"those on {Chosen[0]} and {Chosen.Count - 1} more" : "none";
                return $"'{DisplayText.Of(key.Name)}' belongs to no module of this {backbone.ModelType} model that the settings put an adapter on, so that "
                    + $"PEFT ignores it; allowed: {allowed}.";
            }
            string name = key.Part == PeftPart.TokenRows ? $"{key.Target}.weight" : key.Target;
            if (!Weights.Contains(name))
                return $"'{DisplayText.Of(key.Name)}' belongs to no weight of this {backbone.ModelType} model."
                    + NearestName.Hint(name, Weights.Names);
            if (!key.IsWeight) continue;
            long[] shape = Weights[name].shape, stored = Of(key).shape;
            if (!shape.SequenceEqual(stored) && (shape.Length != 2 || stored.Length != 2 || shape[1] != stored[1] || linears.ContainsKey(name[..^7])))
                return $"'{DisplayText.Of(key.Name)}' has shape [{string.Join(", ", stored)}], wanted [{string.Join(", ", shape)}].";
        }
        return null;
    }

    private InvalidDataException NoTarget()
    {
        try
        {
            _ = new LoraTargets(backbone, file.Config.Lora);
            return new($"'{ConfigPath}': the settings put an adapter on no module of this {backbone.ModelType} model.");
        }
        catch (Exception e) when (e is TimeoutException or CompositionException) { return new($"'{ConfigPath}': {e.Message}.", e); }
    }
}
