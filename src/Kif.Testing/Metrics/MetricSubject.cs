namespace Kif.Testing;

/// <summary>A metric, and examples that it can score.</summary>
internal sealed record MetricSubject(Func<ITaskMetric> Create, IReadOnlyList<Example> Examples);
