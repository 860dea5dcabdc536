using Kif.Pipeline.Comparison;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.Jobs;

/// <summary>Strategies and metric with the options that <see cref="CompareSettings.Set"/> gives them.</summary>
internal static class ChosenParts
{
    private const string MetricPath = "metric";

    /// <exception cref="CompositionException">The metric is unknown, or a setting of it is malformed or out of range.</exception>
    public static ITaskMetric Metric(KifCatalog catalog, CompareSettings settings)
    {
        ComponentChoice choice = ComponentChoice.Of(settings.Metric.Use);
        foreach ((string key, string value) in settings.Metric.Settings) choice.Settings[key] = value;
        foreach ((string path, string value) in settings.Set.Select(Parse).Where(s => s.Owner == MetricPath).Select(s => (s.Path, s.Value))) choice.Settings[path] = value;
        return new ComponentSource(catalog, "compare").Create<ITaskMetric>(choice);
    }

    /// <exception cref="CompositionException">A strategy is unknown or named twice, or a setting is malformed or belongs to none of them.</exception>
    public static IReadOnlyList<StrategyChoice> Strategies(KifCatalog catalog, CompareSettings settings)
    {
        var composer = new StrategyComposer(catalog);
        if (settings.Strategies.GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new CompositionException($"strategy '{twice.Key}' is named twice");
        var byStrategy = settings.Strategies.ToDictionary(s => s, _ => new List<KeyValuePair<string, string>>());
        foreach ((string name, string path, string value) in settings.Set.Select(Parse).Where(s => s.Owner != MetricPath))
        {
            if (!byStrategy.TryGetValue(name, out var own)) throw new CompositionException(UnknownName.Message("strategy of this comparison", name, settings.Strategies));
            own.Add(new(path, value));
        }
        return [.. settings.Strategies.Select(s => composer.Choose(s, byStrategy[s]))];
    }

    private static (string Owner, string Path, string Value) Parse(string set) =>
        set.Split('=', 2) is [var path, var value] && path.Split('.', 2) is [var owner, var rest]
            ? (owner, rest, value)
            : throw new CompositionException($"'{set}' is no setting; write strategy.option=value, e.g. kif-lora.fuse=threshold, or metric.option=value");
}
