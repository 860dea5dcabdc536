namespace Kif;

/// <summary>
/// Joint goal accuracy (algorithms.md 11.7): the share of turns in which every requested value is correct. A task is one service; the average performance of
/// the stream is then the mean over services.
/// </summary>
/// <param name="options">The options of comparing values; null for the defaults.</param>
internal sealed class JointGoalAccuracy(DialogueOptions? options = null) : ITaskMetric, IAnswerForm
{
    private readonly DialogueOptions options = options ?? new();

    /// <inheritdoc/>
    public string Advice => SlotComparison.Advice;

    /// <inheritdoc/>
    public string Form(string answer) => SlotComparison.Given(answer, options);

    /// <inheritdoc/>
    /// <remarks><c>joint-goal-accuracy</c></remarks>
    public string Name => "joint-goal-accuracy";

    /// <inheritdoc/>
    /// <exception cref="CompositionException">An example has no dialogue slot.</exception>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples)
    {
        ExampleMeanScore.Check(predictions, examples);
        bool[] turns = [.. predictions.Zip(examples).GroupBy(row => Turn(row.Second))
            .Select(turn => turn.All(row => SlotComparison.Matches(row.First, row.Second, options)))];
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

/// <summary>The share of correct values, counted per row; values are compared as for <see cref="JointGoalAccuracy"/>.</summary>
/// <param name="options">The options of comparing values; null for the defaults.</param>
internal sealed class SlotAccuracy(DialogueOptions? options = null) : ITaskMetric, IAnswerForm
{
    private readonly DialogueOptions options = options ?? new();

    /// <inheritdoc/>
    public string Advice => SlotComparison.Advice;

    /// <inheritdoc/>
    public string Form(string answer) => SlotComparison.Given(answer, options);

    /// <inheritdoc/>
    /// <remarks><c>slot-accuracy</c></remarks>
    public string Name => "slot-accuracy";

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        ExampleMeanScore.Percent(predictions, examples, (prediction, example) => SlotComparison.Matches(prediction, example, options) ? 1 : 0);
}

/// <summary>Compares a slot's given value with the expected one (algorithms.md 11.7).</summary>
internal static class SlotComparison
{
    /// <summary>The advice where a correct value can't match.</summary>
    public const string Advice =
        "the published rule puts given values in lower case, but not the wanted ones; --set metric.ignorecase=true does so on both sides";

    /// <summary>Whether the given value, in lower case and without the end token, equals a reference, unmodified unless case is ignored.</summary>
    public static bool Matches(string prediction, Example example, DialogueOptions options)
    {
        string value = Given(prediction, options);
        return example.References.Any(r => value == (options.IgnoreCase ? PythonStrings.Lower(r) : r));
    }

    /// <summary>Returns a given value as it is compared.</summary>
    public static string Given(string prediction, DialogueOptions options)
    {
        string value = PythonStrings.Lower(prediction.Replace("</s>", ""));
        return options.Strip ? PythonStrings.Strip(value) : value;
    }
}

/// <summary>Options of the metrics of dialogue states.</summary>
internal sealed class DialogueOptions
{
    /// <summary>Whether whitespace around a given value is removed before it is compared. Default: false.</summary>
    public bool Strip { get; set; }

    /// <summary>
    /// Whether wanted values are put in lower case too, so that equal texts with capitals match; the published rule does not. Default: false.
    /// </summary>
    public bool IgnoreCase { get; set; }
}
