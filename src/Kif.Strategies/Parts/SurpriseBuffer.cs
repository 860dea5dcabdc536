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
        if (options.Score != SurpriseScore.Target) Check(offered.Train[0], probe, weights);
        var scored = offered.Train.Select(example => (Example: example, Score: Surprise(example, probe, weights)));
        // The sort is stable: of equals the earlier come first.
        store.Add(task, scored.Where(s => s.Score > double.NegativeInfinity).OrderByDescending(s => s.Score).Take(count).Select(s => s.Example));
    }

    private double Surprise(Example example, IExtraPasses probe, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        EncodedExample? ids = options.Score == SurpriseScore.Target ? null : Scored(probe.Encoder.Encode(example));
        // Of a prompt of one token none is scored, so that nothing tells how surprising it is.
        if (ids?.Target is [EncodedExample.IgnoreIndex]) return double.NegativeInfinity;
        double loss = (ids is null ? probe.Forward([example], weights) : probe.Forward([ids], weights)).Loss.ToDouble();
        return double.IsFinite(loss)
            ? loss : throw new InvalidOperationException($"the loss of the example '{example.Id}' is {loss}, by which none can be ranked");
    }

    private EncodedExample Scored(EncodedExample ids) => options.Score == SurpriseScore.Full
        ? ids with { LabeledPositions = [.. Enumerable.Range(1, ids.Source.Length - 1)] }
        : ids with { Target = [EncodedExample.IgnoreIndex, .. ids.Source[1..]], LabeledPositions = null };

    /// <exception cref="CompositionException">The model has no such tokens to score.</exception>
    private void Check(Example example, IExtraPasses probe, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        EncodedExample ids = probe.Encoder.Encode(example);
        int[] start = ids.Source[..1], end = ids.Target[^1..];
        // Where prompt and answer are one text, a position of the prompt can have a label beside that of the answer.
        bool one = probe.Forward([new EncodedExample([.. start, .. end], end) { LabeledPositions = [1] }], weights).Targets.shape[0] == 2;
        bool full = options.Score == SurpriseScore.Full;
        if (full != one)
            throw new CompositionException($"the buffer's score is {options.Score}, and this model reads prompt and answer {(one ? "as one text" : "apart")}; "
                + $"allowed: Target, {(one ? SurpriseScore.Full : SurpriseScore.SourceAsLabels)}");
    }
}

/// <summary>Options of the surprise buffer.</summary>
internal sealed class SurpriseBufferOptions : ReplayBufferOptions
{
    /// <summary>When a task's examples are scored and stored: before it is trained, so that it is replayed itself, or after. Default: before.</summary>
    public SurpriseTime When { get; set; }

    /// <summary>The tokens whose mean cross entropy is the surprise. Default: those of the target.</summary>
    public SurpriseScore Score { get; set; }
}

/// <summary>The tokens by which the surprise buffer scores an example.</summary>
internal enum SurpriseScore
{
    /// <summary>Those of the target.</summary>
    Target,

    /// <summary>All of prompt and target but the first, for decoder-only models, as the published code of SuRe does.</summary>
    Full,

    /// <summary>Those of the prompt but the first, which an encoder–decoder is made to repeat; the target is not looked at, as in that code.</summary>
    SourceAsLabels,
}

/// <summary>When the surprise buffer chooses among a task's examples.</summary>
internal enum SurpriseTime
{
    /// <summary>Before the task is trained.</summary>
    Before,

    /// <summary>After the task was trained.</summary>
    After,
}
