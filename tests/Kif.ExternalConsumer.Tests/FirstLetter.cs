namespace Kif.ExternalConsumer.Tests;

/// <summary>Share of answers that begin with the letter of a wanted one.</summary>
public sealed class FirstLetter : ITaskMetric
{
    public string Name => "first-letter";

    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) => predictions.Count != examples.Count || examples.Count == 0
        ? throw new ArgumentException($"{examples.Count} examples need {examples.Count} answers, not {predictions.Count}, and at least one",
            nameof(predictions))
        : 100.0 * predictions.Zip(examples, (p, e) => e.References.Any(r => p.StartsWith(r[0]))).Count(right => right) / predictions.Count;
}
