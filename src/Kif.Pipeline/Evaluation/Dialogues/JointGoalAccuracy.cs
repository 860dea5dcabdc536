namespace Kif.Pipeline.Evaluation.Dialogues;

/// <summary>
/// Joint goal accuracy (spec 11.7): the share of turns in which every requested value is correct. A task is one service; the average performance of the
/// stream is then the mean over services.
/// </summary>
/// <param name="options">The options of comparing values; null for the defaults.</param>
public sealed class JointGoalAccuracy(DialogueOptions? options = null) : ITaskMetric
{
    private readonly DialogueOptions options = options ?? new();

    /// <inheritdoc/>
    /// <remarks><c>joint-goal-accuracy</c></remarks>
    public string Name => "joint-goal-accuracy";

    /// <inheritdoc/>
    /// <exception cref="CompositionException">An example has no dialogue slot.</exception>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples)
    {
        ExampleMean.Check(predictions, examples);
        bool[] turns = [.. predictions.Zip(examples).GroupBy(row => Turn(row.Second)).Select(turn => turn.All(row => SlotValue.Matches(row.First, row.Second, options)))];
        return 100.0 * turns.Count(right => right) / turns.Length;
    }

    /// <inheritdoc/>
    public void Check(string task, IReadOnlyList<Example> test)
    {
        if (test.FirstOrDefault(e => e.Dialogue is null) is { } without)
            throw new CompositionException($"task '{task}', example '{without.Id}' has no dialogue, turn and slot, which {Name} needs; "
                + "they are fields of its row, or stand in an .idx file beside the task's file");
    }

    private (string, int) Turn(Example example)
    {
        if (example.Dialogue is null) Check("", [example]);
        return (example.Dialogue!.Dialogue, example.Dialogue.Turn);
    }
}
