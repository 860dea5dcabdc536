using System.Reflection;

namespace Kif;

/// <summary>The check of what decides runs beside weights, tokenizer and examples, where it is there: settings, adapter, code.</summary>
internal static class SourceVerifier
{
    /// <summary>Returns the files of settings and adapter that are others than those of the runs.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="adapter">The adapter's folder; null for none.</param>
    /// <param name="description">The runs.</param>
    /// <param name="left">Receives what can't be checked.</param>
    public static IEnumerable<string> Files(string model, string? adapter, RunDescription description, List<string> left)
    {
        if (description.Sources.Count == 0)
        {
            left.Add("settings of the model, adapter and plug-ins: an earlier version of Kif, which did not record them, made the runs");
            yield break;
        }
        if (adapter is not null && !Directory.Exists(adapter)) left.Add($"the adapter: {adapter} is not there");
        Dictionary<string, string> now = RunSources.Files(model, adapter, description.Sources.ContainsKey(RunSources.ChatTemplate)).ToDictionary();
        foreach (string name in description.Sources.Keys.Union(now.Keys))
        {
            string? folder = name.StartsWith(RunDescription.AdapterSource, StringComparison.Ordinal) ? adapter : model;
            if (folder is null || !Directory.Exists(folder)) continue;
            if (!now.TryGetValue(name, out string? hash)) yield return $"{name} of {folder} is gone, which the runs had";
            else if (!description.Sources.TryGetValue(name, out string? before)) yield return $"{name} of {folder} is new, which the runs did not have";
            else if (hash != before) yield return $"{name} of {folder} is another than that of the runs";
        }
    }

    /// <summary>Returns the assemblies of plug-ins and of the program that are others than those of the runs.</summary>
    public static IEnumerable<string> Code(
        StrategyComposer composer, CompareSettings settings, IReadOnlyList<StrategySpec> options, RunDescription description, List<string> left)
    {
        if (description.Code.Count == 0) yield break;
        IReadOnlyList<StrategyChoice> strategies;
        Assembly metric;
        try
        {
            strategies = ComparisonParts.Strategies(composer, settings, options);
            metric = ComparisonParts.Metric(composer, settings).GetType().Assembly;
        }
        catch (CompositionException e)
        {
            left.Add($"code of plug-ins: {e.Message}");
            yield break;
        }
        foreach (StrategyChoice strategy in strategies.Where(s => description.Code.ContainsKey(s.Name)))
        {
            try
            {
                strategy.Compose().Dispose();
            }
            catch (HookException e)
            {
                left.Add($"code of plug-ins: {e.Message}");
                continue;
            }
            IReadOnlyDictionary<string, string> before = description.Code[strategy.Name];
            // A model family that a plug-in brings is known only where the model is loaded.
            foreach ((string name, string hash) in RunSources.Code([.. strategy.Code, metric]))
                if (before.GetValueOrDefault(name) is { } was && was != hash)
                    yield return $"the code of {name} is another than that of the runs of {strategy.Name}";
        }
    }
}
