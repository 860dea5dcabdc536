namespace Kif;

/// <summary>
/// A buffer of the examples of each task that surprise the model most, by the mean cross entropy of their target's tokens, in equal parts of its capacity: a
/// new task makes the parts smaller, and the least surprising of each go. Scores are taken once (algorithms.md 10.16). Costs one extra forward pass over the
/// task's training examples.
/// </summary>
/// <param name="options">The buffer's limits and when it chooses.</param>
internal sealed class SurpriseBuffer(SurpriseBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => store.Contents;

    /// <inheritdoc/>
    public void Prepare(in BufferUpdate offered)
    {
        if (options.When == SurpriseTime.Before) Choose(offered);
    }

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        if (options.When == SurpriseTime.After) Choose(offered);
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);

    private void Choose(in BufferUpdate offered)
    {
        string task = offered.Task;
        // A run that resumes has chosen already.
        if (store.Contents.Any(m => m.Task == task)) return;
        int part = options.MaxExamples is { } most ? most / (offered.Index + 1) : int.MaxValue, count = Math.Min(part, options.Quota(offered.Train.Count));
        store.Cut([.. store.Contents.Select(m => m.Task).Distinct().Select(_ => part)]);
        if (count == 0) return;
        (IExtraPasses probe, Tensor weights) = (offered.Passes, offered.Weights);
        // The sort is stable: of equals the earlier come first.
        store.Add(task, offered.Train.OrderByDescending(example => Surprise(example, probe, weights)).Take(count));
    }

    private static double Surprise(Example example, IExtraPasses probe, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        double loss = probe.Forward([example], weights).Loss.ToDouble();
        return double.IsFinite(loss)
            ? loss : throw new InvalidOperationException($"the loss of the example '{example.Id}' is {loss}, by which none can be ranked");
    }
}

/// <summary>Options of the surprise buffer.</summary>
internal sealed class SurpriseBufferOptions : ReplayBufferOptions
{
    /// <summary>When a task's examples are scored and stored: before it is trained, so that it is replayed itself, or after. Default: before.</summary>
    public SurpriseTime When { get; set; }
}

/// <summary>When the surprise buffer chooses among a task's examples.</summary>
internal enum SurpriseTime
{
    /// <summary>Before the task is trained.</summary>
    Before,

    /// <summary>After the task was trained.</summary>
    After,
}
