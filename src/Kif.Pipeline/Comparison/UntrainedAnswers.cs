namespace Kif;

/// <summary>The untrained model's answers to test examples, which all runs of a comparison share: found in its folder, or computed on first use.</summary>
/// <param name="files">The answers that other processes share too; null for none.</param>
internal sealed class UntrainedAnswers(IUntrainedStore? files)
{
    private readonly Dictionary<string, IReadOnlyList<string>> known = [];

    /// <summary>Returns the answers to a task. While another process computes them, those of later tasks that nobody is at are computed here.</summary>
    /// <param name="task">The task.</param>
    /// <param name="later">The tasks that will be asked for next.</param>
    /// <param name="answer">Computes the answers to a task.</param>
    /// <param name="cancellation">Stops waiting for another process.</param>
    public IReadOnlyList<string> Of(
        LearningTask task, IEnumerable<LearningTask> later, Func<LearningTask, IReadOnlyList<string>> answer, CancellationToken cancellation)
    {
        foreach (LearningTask other in later)
        {
            if (Try(task, answer)) return known[task.Name];
            Try(other, answer);
        }
        if (!Try(task, answer)) known[task.Name] = files!.Wait(task, answer, cancellation);
        return known[task.Name];
    }

    /// <summary>Finds or computes the answers to a task, unless another process is at it.</summary>
    private bool Try(LearningTask task, Func<LearningTask, IReadOnlyList<string>> answer)
    {
        if (known.ContainsKey(task.Name)) return true;
        if ((files is null ? answer(task) : files.Try(task, answer)) is not { } answers) return false;
        known[task.Name] = answers;
        return true;
    }
}

/// <summary>A store of the untrained model's answers, which several processes share.</summary>
internal interface IUntrainedStore
{
    /// <summary>Returns the answers to a task if they are there, or else computes and keeps them; null if another process is computing them.</summary>
    /// <param name="task">The task.</param>
    /// <param name="answer">Computes the answers.</param>
    IReadOnlyList<string>? Try(LearningTask task, Func<LearningTask, IReadOnlyList<string>> answer);

    /// <summary>Waits for the answers that another process computes; computes them if it ended, shows no life, or takes far too long.</summary>
    /// <param name="task">The task.</param>
    /// <param name="answer">Computes the answers.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    IReadOnlyList<string> Wait(LearningTask task, Func<LearningTask, IReadOnlyList<string>> answer, CancellationToken cancellation);
}
