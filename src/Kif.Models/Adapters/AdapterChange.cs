namespace Kif.Models;

/// <summary>
/// What an adapter makes of a model's weights, as PEFT has it with the adapter in place. A tied matrix of which only one side changes becomes two, which
/// PEFT's own merge does not do.
/// </summary>
internal sealed class AdapterChange
{
    private readonly AdapterFit fit;
    private readonly UntiedWeights weights;
    private readonly PeftExtras extras;
    private readonly ICollection<string> notes;

    private AdapterChange(AdapterFit fit, ICollection<string> notes) =>
        (this.fit, weights, extras, this.notes) = (fit, fit.Weights, fit.File.Config.Extras, notes);

    /// <summary>The modules that got a bias, which the model lacks.</summary>
    public List<string> NewBiases { get; } = [];

    /// <summary>Applies an adapter to its <see cref="AdapterFit.Weights"/>; new tensors belong to the caller's dispose scope.</summary>
    /// <param name="fit">The adapter.</param>
    /// <param name="notes">Receives what PEFT does in silence, a sentence each.</param>
    /// <exception cref="InvalidDataException">Something is missing or contradicts; the message names file and tensor.</exception>
    public static AdapterChange Apply(AdapterFit fit, ICollection<string> notes)
    {
        var change = new AdapterChange(fit, notes);
        change.Replace();
        change.Save();
        foreach (AdaptedModule module in fit.Modules) change.Add(module);
        change.NoteSides();
        new TokenRowChange(fit, notes).Apply();
        if (change.extras.KeepsTies) change.weights.TieAgain();
        return change;
    }

    /// <summary>Replaces weights by those of the file that no saved module has: biases, resized vocabularies, and whatever else lies there.</summary>
    private void Replace()
    {
        var replaced = new Dictionary<string, PeftKey>();
        foreach (PeftKey key in fit.File.Keys.Where(k => k.Part == PeftPart.Base || k.Part == PeftPart.Whole && !fit.IsSaved(k.Target)))
        {
            Tensor now = weights[key.Target], stored = fit.Of(key);
            string main = weights.Tied(key.Target)[0];
            if (replaced.TryGetValue(main, out PeftKey? other) && !UntiedWeights.Same(fit.Of(other), stored))
            {
                throw fit.Refuse($"'{other.Name}' and '{key.Name}' differ, and the model has one matrix for both, of which PEFT takes the last: "
                    + "name what was trained in modules_to_save, or remove the other.");
            }
            replaced[main] = key;
            if (UntiedWeights.Same(now, stored.to_type(now.dtype))) continue;
            if (!IsAsked(key) && now.shape.SequenceEqual(stored.shape))
                notes.Add($"'{fit.File.Path}': '{key.Name}' replaces that weight of the model, though the settings do not name it, as in PEFT");
            weights.SetAll(key.Target, stored);
        }
    }

    /// <summary>Whether the settings say that a weight was trained.</summary>
    private bool IsAsked(PeftKey key) => key.Target.EndsWith(".bias", StringComparison.Ordinal)
        ? extras.Bias == "all" || extras.Bias == "lora_only" && fit.Chosen.Contains(key.Target[..^".bias".Length])
        : extras.KeepsTies && weights.Tied(key.Target).Any(fit.IsSaved);

    /// <summary>Replaces modules that were trained in full.</summary>
    private void Save()
    {
        foreach (string end in extras.ModulesToSave)
            if (!weights.Names.SelectMany(AdapterFit.Parents).Any(path => path.EndsWith(end, StringComparison.Ordinal)))
                notes.Add($"'{fit.File.Path}': modules_to_save names '{end}', which no module's name ends with; PEFT ignores it in silence");
        Dictionary<string, PeftKey> stored = [];
        foreach (PeftKey key in fit.File.Keys.Where(k => k.Part is PeftPart.Whole or PeftPart.SavedModule && fit.IsSaved(k.Target)))
            if (key.Part == PeftPart.Whole || !stored.ContainsKey(key.Target)) stored[key.Target] = key;
        foreach (string name in weights.Names.Where(fit.IsSaved).ToArray())
        {
            if (stored.TryGetValue(name, out PeftKey? key))
            {
                if (weights.IsSilent(name))
                    NoteSilent(name);
                else
                    weights.Set(name, fit.Of(key));
                continue;
            }
            // One bias may have two names.
            if (weights[name].dim() < 2 && weights.Tied(name).Any(stored.ContainsKey)) continue;
            throw fit.Refuse($"it holds no '{name}', though modules_to_save in {PeftConfig.FileName} names a module with it, such as "
                + $"'{extras.ModulesToSave.First(end => AdapterFit.Parents(name).Any(p => p.EndsWith(end, StringComparison.Ordinal)))}': "
                + "save the adapter again, or remove the name there.");
        }
    }

    private void Add(AdaptedModule module)
    {
        if (weights.IsSilent(module.Weight))
        {
            NoteSilent(module.Weight);
            return;
        }
        weights.Set(module.Weight, module.Changed(weights[module.Weight], extras.Start));
        if (module.BiasOfB is not { } bias) return;
        string name = $"{module.Path}.bias";
        Tensor change = bias.reshape(-1).mul(module.Scaling);
        if (weights.Contains(name))
        {
            weights.Set(name, weights[name].to_type(change.dtype).add(change));
            return;
        }
        NewBiases.Add(module.Path);
        weights.Add(name, change);
    }

    private void NoteSilent(string name) => notes.Add($"'{fit.File.Path}': the training of '{name[..^".weight".Length]}' has no effect, since that module of a "
        + "T5 takes no part in computing; PEFT's own merge would change the model by it");

    /// <summary>Tells of tied matrices of which some sides change and others do not.</summary>
    private void NoteSides()
    {
        foreach (IReadOnlyList<string> tied in fit.Modules.Select(m => weights.Tied(m.Weight)).Where(t => t.Count > 1 && !extras.KeepsTies).Distinct())
        {
            string[] sides = [.. tied.Where(name => !weights.IsSilent(name))];
            string[] changed = [.. sides.Where(name => fit.Modules.Any(m => m.Weight == name))], kept = [.. sides.Except(changed)];
            if (changed.Length > 0 && sides.Length > 1)
                notes.Add($"'{fit.File.Path}': {List(changed)} change{(changed.Length == 1 ? "s" : "")} "
                    + $"{(kept.Length > 0 ? $"without {List(kept)}, " : "apart, ")}though the model has one matrix for them, as in PEFT with the adapter in "
                    + "place; merged, they are stored apart, while PEFT's own merge changes all of them");
        }
    }

    private static string List(string[] names) => string.Join(" and ", names.Select(name => $"'{name}'"));
}
