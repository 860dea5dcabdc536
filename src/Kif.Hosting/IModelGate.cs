namespace Kif;

/// <summary>
/// Decides whether a model that has learned a task may take the place of the one that answers. Register an own one as a singleton; without it,
/// <see cref="ShipGate"/> judges by the rows that were held out, and lets everything pass where there are none.
/// </summary>
public interface IModelGate
{
    /// <summary>Decides; called on the thread that learns, which waits for it. An exception is a failure of the task, which is learned again.</summary>
    /// <param name="candidate">The model in question and what it can be judged by.</param>
    /// <param name="cancellation">The host stops: the task will be learned again from its last checkpoint.</param>
    GateVerdict Decide(ModelCandidate candidate, CancellationToken cancellation);
}

/// <summary>The decision of an <see cref="IModelGate"/>.</summary>
/// <param name="Ships">Whether the candidate answers from now on.</param>
/// <param name="Reason">Why, in a sentence; told in logs and status.</param>
public sealed record GateVerdict(bool Ships, string Reason);

/// <summary>A model that has learned a task and does not answer yet.</summary>
public sealed class ModelCandidate
{
    private readonly Func<IReadOnlyList<Example>, IReadOnlyList<string>> answer, answerNow;

    internal ModelCandidate(
        LearningTask task, IReadOnlyList<LearningTask> earlier, Func<IReadOnlyList<Example>, IReadOnlyList<string>> answer,
        Func<IReadOnlyList<Example>, IReadOnlyList<string>> answerNow, Action<RunEvent> publish) =>
        (Task, Earlier, this.answer, this.answerNow, Publish) = (task, earlier, answer, answerNow, publish);

    /// <summary>The task that was learned: its training rows, and as test the held-out ones, which may be none.</summary>
    public LearningTask Task { get; }

    /// <summary>Earlier tasks that have held-out rows, oldest first; their training rows are gone.</summary>
    public IReadOnlyList<LearningTask> Earlier { get; }

    internal Action<RunEvent> Publish { get; }

    /// <summary>Returns the candidate's answers.</summary>
    /// <param name="examples">Only the inputs are read.</param>
    public IReadOnlyList<string> Answer(IReadOnlyList<Example> examples) => answer(examples);

    /// <summary>Returns the answers of the model that answers now.</summary>
    /// <param name="examples">Only the inputs are read.</param>
    public IReadOnlyList<string> AnswerNow(IReadOnlyList<Example> examples) => answerNow(examples);
}
