using Kif.Pipeline.MachineLearning.Data;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.MachineLearning.Evaluating;

/// <summary>Scores answers by registered metrics.</summary>
internal sealed class TextScoring
{
    private readonly IReadOnlyList<ITaskMetric> metrics;

    /// <exception cref="CompositionException">A metric is not registered; the message has the nearest name.</exception>
    public TextScoring(KifCatalog catalog, IEnumerable<string> names)
    {
        var source = new ComponentSource(catalog, "evaluate");
        metrics = [.. names.Select(name => source.Create<ITaskMetric>(ComponentChoice.Of(name)))];
    }

    /// <summary>Returns the metrics' scores of one task, by metric name.</summary>
    /// <exception cref="CompositionException">The rows lack data that a metric reads; the message names it.</exception>
    public IReadOnlyDictionary<string, double> Of(string task, IReadOnlyList<TextRow> rows)
    {
        Example[] examples = [.. rows.Select(r => r.Example)];
        foreach (ITaskMetric metric in metrics) metric.Check(task, examples);
        return metrics.ToDictionary(m => m.Name, m => m.Score([.. rows.Select(r => r.Answer!)], examples));
    }
}
