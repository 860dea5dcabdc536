namespace Kif;

/// <summary>
/// A buffer of the examples of a task about which the trained model is most uncertain. Costs one extra forward pass over the task's training examples.
/// </summary>
/// <param name="options">The buffer's limits and the uncertainty measure.</param>
internal sealed class MostUncertainBuffer(MostUncertainBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => store.Contents;

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        (IExtraPasses probe, Tensor weights) = (offered.Passes, offered.Weights);
        int count = options.Quota(offered.Train.Count);
        if (count > 0) store.Add(offered.Task, offered.Train.OrderByDescending(e => Of(e, probe, weights)).Take(count));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);

    private double Of(Example example, IExtraPasses probe, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        ForwardResult pass = probe.Forward([example], weights);
        return options.Measure == UncertaintyMeasure.Loss ? pass.Loss.ToDouble() : Entropy(pass.Logits).ToDouble();
    }

    /// <summary>Computes −Σ p ln p per row of [tokens, vocabulary], averaged over rows.</summary>
    private static Tensor Entropy(Tensor logits) => torch.special.entr(torch.softmax(logits.to_type(ScalarType.Float64), 1)).sum(1L).mean();
}

/// <summary>Options of the most-uncertain buffer.</summary>
internal sealed class MostUncertainBufferOptions : ReplayBufferOptions
{
    /// <summary>The uncertainty measure. Default: entropy.</summary>
    public UncertaintyMeasure Measure { get; set; }
}

/// <summary>The measure of a model's uncertainty about an example.</summary>
internal enum UncertaintyMeasure
{
    /// <summary>The entropy of the predicted token distributions, averaged over the target's tokens.</summary>
    Entropy,

    /// <summary>The mean cross entropy of the target's tokens.</summary>
    Loss,
}
