namespace Kif.Testing.Tests.Wrong;

/// <summary>Share of answers that equal a reference; the wrong ones below differ from it in one thing.</summary>
internal class Equal : ITaskMetric
{
    public string Name => "wrong";

    public virtual double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples)
    {
        if (predictions.Count != examples.Count || examples.Count == 0)
            throw new ArgumentException("as many answers as examples are needed", nameof(predictions));
        return Of(predictions, examples);
    }

    private protected virtual double Of(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        100.0 * predictions.Zip(examples, (p, e) => e.References.Contains(p)).Count(right => right) / examples.Count;
}

internal sealed class AboveHundred : Equal
{
    private protected override double Of(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) => base.Of(predictions, examples) + 1;
}

internal sealed class NeverPerfect : Equal
{
    private protected override double Of(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) => 0.9 * base.Of(predictions, examples);
}

internal sealed class FirstReferenceOnly : Equal
{
    private protected override double Of(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        base.Of(predictions, [.. examples.Select(e => e with { References = [e.References[0]] })]);
}

internal sealed class FirstCountsTwice : Equal
{
    private protected override double Of(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        base.Of([predictions[0], .. predictions], [examples[0], .. examples]);
}

internal sealed class CountsItsCalls : Equal
{
    private int calls;

    private protected override double Of(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        base.Of(predictions, examples) is 100 ? 100 : base.Of(predictions, examples) + 0.001 * calls++;
}

internal sealed class ScoresAnything : Equal
{
    public override double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) => examples.Count == 0 ? 0 : Of(predictions, examples);
}
