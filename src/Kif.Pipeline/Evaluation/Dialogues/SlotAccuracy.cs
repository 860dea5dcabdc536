namespace Kif.Pipeline.Evaluation.Dialogues;

/// <summary>The share of correct values, counted per row; values are compared as for <see cref="JointGoalAccuracy"/>.</summary>
/// <param name="options">The options of comparing values; null for the defaults.</param>
public sealed class SlotAccuracy(DialogueOptions? options = null) : ITaskMetric
{
    private readonly DialogueOptions options = options ?? new();

    /// <inheritdoc/>
    /// <remarks><c>slot-accuracy</c></remarks>
    public string Name => "slot-accuracy";

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        ExampleMean.Percent(predictions, examples, (prediction, example) => SlotValue.Matches(prediction, example, options) ? 1 : 0);
}
