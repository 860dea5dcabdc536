using Kif.Pipeline.Comparison;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.Jobs;

/// <summary>Strategies with the options that <see cref="CompareSettings.Set"/> gives them.</summary>
internal static class StrategySettings
{
    /// <exception cref="CompositionException">A strategy is unknown or named twice, or a setting is malformed or belongs to none of them.</exception>
    public static IReadOnlyList<StrategyChoice> Choose(KifCatalog catalog, CompareSettings settings)
    {
        var composer = new StrategyComposer(catalog);
        if (settings.Strategies.GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new CompositionException($"strategy '{twice.Key}' is named twice");
        var byStrategy = settings.Strategies.ToDictionary(s => s, _ => new List<KeyValuePair<string, string>>());
        foreach (string set in settings.Set)
        {
            if (set.Split('=', 2) is not [var path, var value] || path.Split('.', 2) is not [var name, var rest])
                throw new CompositionException($"'{set}' is no setting; write strategy.option=value, e.g. kif-lora.fuse=threshold");
            if (!byStrategy.TryGetValue(name, out var own)) throw new CompositionException(UnknownName.Message("strategy of this comparison", name, settings.Strategies));
            own.Add(new(rest, value));
        }
        return [.. settings.Strategies.Select(s => composer.Choose(s, byStrategy[s]))];
    }
}
