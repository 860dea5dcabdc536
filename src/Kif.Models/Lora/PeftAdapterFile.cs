namespace Kif.Models;

/// <summary>A LoRA adapter in PEFT's format: a folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
internal sealed class PeftAdapterFile : IDisposable
{
    /// <summary>The name of the file of the factors.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    private PeftAdapterFile(string path, PeftConfig config, IReadOnlyDictionary<string, Tensor> weights, IReadOnlyList<PeftKey> keys)
    {
        (Path, Config, Weights, Keys) = (path, config, weights, keys);
        Modules = [.. keys.Where(k => k.IsFactor).Select(k => k.Target).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The path of the tensors' file.</summary>
    public string Path { get; }

    /// <summary>The settings.</summary>
    public PeftConfig Config { get; }

    /// <summary>The modules that have an adapter, named as in the base model, in ordinal order.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>The names of the tensors, in ordinal order.</summary>
    public IReadOnlyList<PeftKey> Keys { get; }

    /// <summary>The tensors by <see cref="PeftKey.Name"/>: factors, and whatever else was trained or stored with them. Owned by this object.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <summary>The modules that have an adapter, in the order in which their factors lie in the file.</summary>
    public IReadOnlyList<string> StoredModules { get; private init; } = [];

    /// <summary>Whether a tensor lacks the prefix of PEFT's names, without which PEFT answers as the base.</summary>
    public bool LacksPrefix { get; private init; }

    /// <summary>What a user is told of such tensors where they are taken all the same.</summary>
    public string PrefixNote =>
        $"'{Path}': tensors lack the prefix of PEFT's names, for which PEFT itself ignores them and answers as the base; here they count";

    /// <summary>Finds a part of a module's adapter; null if it is not there.</summary>
    public Tensor? Find(PeftPart part, string module) => Weights.GetValueOrDefault(PeftKey.Of(part, module).Name);

    /// <summary>Reads an adapter. The caller disposes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="type">The type to load the factors in; null for 32-bit floats.</param>
    /// <param name="device">The device to load them on; null for the CPU.</param>
    /// <param name="needsPrefix">Whether tensors without the prefix of PEFT's names are refused, since PEFT ignores them. Default: true.</param>
    /// <exception cref="FileNotFoundException">One of the two files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or uses an unsupported setting, or the factors do not match the settings.</exception>
    public static PeftAdapterFile Read(string folder, ScalarType? type = null, Device? device = null, bool needsPrefix = true)
    {
        AdapterPlaces.RefuseParent(folder);
        GatedAdapterFile.Refuse(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"There is no adapter folder '{System.IO.Path.GetFullPath(folder)}'.{NearPath.Hint(folder, PeftConfig.FileName)}");
        if (new[] { PeftConfig.FileName, WeightsName }.FirstOrDefault(f => FolderFile.Find(folder, f) is null) is { } missing)
            throw new FileNotFoundException($"'{folder}' is no adapter: it lacks {missing}. An adapter is a folder with {PeftConfig.FileName} and "
                + $"{WeightsName}, e.g. RUN/adapters/after-task-1 of a comparison.");
        PeftConfig config = PeftConfig.Read(FolderFile.PathOf(folder, PeftConfig.FileName));
        using SafetensorsFile file = SafetensorsFile.Open(FolderFile.PathOf(folder, WeightsName));
        if (Fault(config, file, needsPrefix, out IReadOnlyList<(string Stored, PeftKey Key)> keys) is { } fault)
            throw new InvalidDataException($"'{file.Path}': {fault}");
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var adapter = new PeftAdapterFile(file.Path, config, weights, [.. keys.Select(k => k.Key)])
        {
            StoredModules = [.. keys.Where(k => k.Key.IsFactor).OrderBy(k => file.Info(k.Stored).Position).Select(k => k.Key.Target).Distinct()],
            LacksPrefix = keys.Any(k => PeftKey.Parse(k.Stored) is null),
        };
        try
        {
            foreach ((string stored, PeftKey key) in keys)
            {
                weights.Add(key.Name, file.Load(stored, type ?? ScalarType.Float32, device).DetachFromDisposeScope());
                if (!IsFinite(weights[key.Name])) throw new InvalidDataException($"'{file.Path}': '{stored}' has values that are not finite.");
            }
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes an adapter that PEFT reads; existing files are replaced.</summary>
    /// <param name="folder">The folder; created if it does not exist.</param>
    /// <param name="config">The settings.</param>
    /// <param name="weights">The factors, named as in <see cref="PeftNames"/>; they are only read.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or the factors do not match the settings.</exception>
    public static void Write(string folder, PeftConfig config, IReadOnlyDictionary<string, Tensor> weights)
    {
        config.Validate();
        if (FactorShapes.Fault(weights.Select(w => (w.Key, (IReadOnlyList<long>)w.Value.shape)), config.Rules([]).Rank) is { } fault)
        {
            throw new ArgumentException(fault, nameof(weights));
        }
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(
            System.IO.Path.Combine(folder, WeightsName), weights.Select(w => (w.Key, w.Value)), new Dictionary<string, string> { ["format"] = "pt" });
        config.Write(System.IO.Path.Combine(folder, PeftConfig.FileName));
    }

    /// <summary>Disposes the factors.</summary>
    public void Dispose()
    {
        foreach (Tensor weight in Weights.Values) weight.Dispose();
    }

    /// <summary>Finds a fault in names, shapes or types; null if there is none.</summary>
    private static string? Fault(PeftConfig config, SafetensorsFile file, bool needsPrefix, out IReadOnlyList<(string Stored, PeftKey Key)> keys)
    {
        var found = new List<(string Stored, PeftKey Key)>();
        keys = found;
        foreach (string name in file.Names.Order(StringComparer.Ordinal))
        {
            if ((PeftKey.Parse(name) ?? (needsPrefix ? null : PeftKey.Parse(PeftKey.WithPrefix(name)))) is not { } key)
                return $"'{DisplayText.Of(name)}' lacks the prefix of PEFT's names, without which PEFT answers as the base; "
                    + $"rename the tensors as in '{DisplayText.Of(PeftKey.WithPrefix(name), 120)}'.";
            if (key.Part == PeftPart.Unknown)
                return $"'{DisplayText.Of(name)}' is no factor of a LoRA adapter, such as '{PeftNames.A("MODULE")}', and no weight of a model; "
                    + "merge an adapter of another kind with PEFT first, and open the merged model.";
            if (key.Part == PeftPart.Training) continue;
            if (found.Any(f => f.Key.Name == key.Name)) return $"'{DisplayText.Of(name)}' is there twice, with and without the adapter's name.";
            found.Add((name, key));
        }
        try
        {
            if (FactorShapes.Fault(found.Where(f => f.Key.IsFactor).Select(f => (f.Key.Name, file.Info(f.Stored).Shape)), config.Rules([]).Rank) is { } fault
                && !(config.HasMore && !found.Any(f => f.Key.IsFactor) && found.Count > 0)) return fault + RankHint(config);
        }
        catch (TimeoutException e)
        {
            throw new InvalidDataException($"'{System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file.Path)!, PeftConfig.FileName)}': {e.Message}.", e);
        }
        return file.Names.FirstOrDefault(n => file.Info(n).Type is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64))
            is { } other
            ? $"'{other}' is of type {file.Info(other).Type}; factors are F32, F16, BF16 or F64."
            : null;
    }

    /// <summary>Explains a shape by settings that are easily overlooked.</summary>
    private static string RankHint(PeftConfig config) => !config.SaysRank
        ? $" {PeftConfig.FileName} says no r, for which PEFT takes {config.Lora.Rank}: write the rank there."
        : config.Lora.RankPattern.Count > 1
            ? " Of several keys of rank_pattern that fit a module the first counts, and PEFT sorts them when it saves: put that of the training first."
            : "";

    private static bool IsFinite(Tensor weight)
    {
        using var scope = torch.NewDisposeScope();
        return weight.isfinite().all().item<bool>();
    }
}

/// <summary>PEFT's names of the factors of a module's adapter: <c>base_model.model.MODULE.lora_A.weight</c>.</summary>
internal static class PeftNames
{
    /// <summary>Returns the name of the factor A (rank × inputs) of a module, which is named as in the base model.</summary>
    public static string A(string module) => PeftKey.Of(PeftPart.FactorA, module).Name;

    /// <summary>Returns the name of the factor B (outputs × rank) of a module.</summary>
    public static string B(string module) => PeftKey.Of(PeftPart.FactorB, module).Name;
}

/// <summary>Checks names and shapes of an adapter's tensors.</summary>
internal static class FactorShapes
{
    /// <summary>Finds a fault: a name that is not a factor's, a wrong shape, a missing partner; null if there is none.</summary>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="rankOf">Returns the rank of a module's adapter.</param>
    internal static string? Fault(IEnumerable<(string Name, IReadOnlyList<long> Shape)> tensors, Func<string, int> rankOf)
    {
        Dictionary<string, IReadOnlyList<long>> shapes = tensors.ToDictionary(t => t.Name, t => t.Shape, StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<long> shape) in shapes.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (PeftKey.Parse(name) is not { IsFactor: true } key)
                return $"'{DisplayText.Of(name)}' is no factor of a linear module's adapter, such as '{PeftNames.A("MODULE")}'.";
            int rank = rankOf(key.Target);
            if (shape.Count != 2 || shape[key.IsFirst ? 0 : 1] != rank)
            {
                string wanted = key.IsFirst ? $"[{rank}, {(key.IsEmbedding ? "rows" : "inputs")}]" : $"[{(key.IsEmbedding ? "columns" : "outputs")}, {rank}]";
                return $"'{DisplayText.Of(name)}' has shape [{string.Join(", ", shape)}], wanted {wanted}.";
            }
            if (!shapes.ContainsKey(key.Partner.Name)) return $"'{DisplayText.Of(name)}' is there without '{DisplayText.Of(key.Partner.Name, 120)}'.";
        }
        return shapes.Count == 0 ? "there are no factors." : null;
    }
}
