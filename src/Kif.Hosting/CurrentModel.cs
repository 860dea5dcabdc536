using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>
/// The model that answers: the last one that was saved after a task and that the gate let pass. Learning does not hold it up; a new one is read completely
/// before it takes the place of the one before. Thread-safe; one request is computed at a time.
/// </summary>
public sealed class CurrentModel : IDisposable
{
    private readonly LearnerFactory learners;
    private readonly int limit;
    private readonly SemaphoreSlim turn = new(1, 1);
    private ContinualLearner? current;
    private string? mark;
    private long tasks;
    private int inside;
    private bool disposed;

    internal CurrentModel(LearnerFactory learners, IOptions<LearningOptions> options) => (this.learners, limit) = (learners, options.Value.AnswerLimit);

    /// <summary>Whether it is there yet; reading the pretrained model takes a while at the start.</summary>
    public bool IsLoaded => Volatile.Read(ref current) is not null;

    /// <summary>The number of tasks that it has learned.</summary>
    public long Tasks => Interlocked.Read(ref tasks);

    /// <summary>Answers.</summary>
    /// <param name="prompts">The prompts, at least one.</param>
    /// <param name="task">The task of the prompts, for strategies that have weights for each task; else ignored. Default: null.</param>
    /// <param name="cancellation">Ends the wait for a turn.</param>
    /// <returns>The answers, all of one model; null, at once, if too many requests wait already or the model is not loaded yet: ask again later.</returns>
    /// <exception cref="ArgumentException">The strategy needs a task's name, and this one was not learned.</exception>
    public async Task<ModelAnswers?> AnswerAsync(IReadOnlyList<string> prompts, string? task = null, CancellationToken cancellation = default)
    {
        if (!IsLoaded) return null;
        Example[] examples = [.. prompts.Select((p, i) => new Example(p, "", $"{i}"))];
        if (Interlocked.Increment(ref inside) > limit + 1)
        {
            Interlocked.Decrement(ref inside);
            return null;
        }
        try
        {
            await turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return disposed ? null : await Task.Run(() => Compute(examples, task), CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    /// <summary>Frees the model after the answer that is computed.</summary>
    public void Dispose()
    {
        turn.Wait();
        (disposed, ContinualLearner? last) = (true, current);
        current = null;
        turn.Release();
        last?.Dispose();
    }

    /// <summary>The requests that wait for their turn or are computed.</summary>
    internal int Asking => Volatile.Read(ref inside);

    /// <summary>Whether it is what the folder holds now; another process may have saved there.</summary>
    internal bool IsNewest => IsLoaded && LearnerFolder.MarkOf(learners.Folder) == mark;

    /// <summary>Answers on the thread that learns, out of turn.</summary>
    internal IReadOnlyList<string> Answer(IReadOnlyList<Example> examples)
    {
        turn.Wait();
        try
        {
            return Compute(examples, null).Outputs;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Reads what was saved last, if it is not here already; the one before answers until the new one is ready.</summary>
    /// <exception cref="InvalidDataException">What was saved can't be read.</exception>
    internal void Renew()
    {
        ContinualLearner next = learners.Create(_ => { });
        try
        {
            ServiceRecord record = new(0, 0, [], null);
            string? read = null;
            if (ContinualLearner.IsSavedIn(learners.Folder))
            {
                // Without the strategy's state, unless that has the weights of each task.
                FolderVersion save = next.Composition.PartNeedingTaskId is null
                    ? next.ResumeToAnswer(learners.Folder, files => record = ServiceRecord.Read(files))
                    : next.ResumeWith(learners.Folder, files => record = ServiceRecord.Read(files), () => false);
                read = save.Pointer.Mark;
            }
            turn.Wait();
            if (!disposed) (current, next, tasks, mark) = (next, current!, record.Learned, read);
            turn.Release();
        }
        finally
        {
            next?.Dispose();
        }
    }

    private ModelAnswers Compute(Example[] examples, string? task) => Compute((IReadOnlyList<Example>)examples, task);

    private ModelAnswers Compute(IReadOnlyList<Example> examples, string? task)
    {
        ContinualLearner model = current ?? throw new ObjectDisposedException(nameof(CurrentModel));
        TorchSharp.torch.Tensor weights = task is null || model.Composition.PartNeedingTaskId is null ? model.Weights
            : model.WeightsFor(task) ?? throw new ArgumentException($"'{DisplayText.Of(task)}' is no task that was learned", nameof(task));
        return new(model.Answer(examples, weights, learners.MaxNewTokens), tasks);
    }
}

/// <summary>The answers of one model.</summary>
/// <param name="Outputs">The answers, in the order of the prompts.</param>
/// <param name="Tasks">The number of tasks that the model has learned.</param>
public sealed record ModelAnswers(IReadOnlyList<string> Outputs, long Tasks);
