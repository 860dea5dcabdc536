namespace Kif.SamplePlugin;

/// <summary>Share of answers that begin with the letter of a wanted one.</summary>
public sealed class FirstLetter : ITaskMetric
{
    public string Name => "sample-letter";

    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        100.0 * predictions.Zip(examples, (p, e) => e.References.Any(r => p.StartsWith(r[0]))).Count(right => right) / predictions.Count;
}
