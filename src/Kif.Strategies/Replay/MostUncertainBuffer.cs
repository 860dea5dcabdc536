namespace Kif.Strategies;

/// <summary>
/// A buffer of the examples of a task about which the trained model is most uncertain. Costs one extra forward pass over the task's training examples.
/// </summary>
/// <param name="options">The buffer's limits and the uncertainty measure.</param>
public sealed class MostUncertainBuffer(MostUncertainBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<Remembered> Contents => store.Contents;

    /// <inheritdoc/>
    public void Remember(in MemoryOffered offered)
    {
        (IProbe probe, Tensor weights) = (offered.Probe, offered.Weights);
        int count = options.Quota(offered.Train.Count);
        if (count > 0) store.Add(offered.Task, offered.Train.OrderByDescending(e => Of(e, probe, weights)).Take(count));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);

    private double Of(Example example, IProbe probe, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        ForwardResult pass = probe.Forward([example], weights);
        return options.Measure == UncertaintyMeasure.Loss ? pass.Loss.ToDouble() : Entropy(pass.Logits).ToDouble();
    }

    /// <summary>Computes −Σ p ln p per row of [tokens, vocabulary], averaged over rows.</summary>
    private static Tensor Entropy(Tensor logits) => torch.special.entr(torch.softmax(logits.to_type(ScalarType.Float64), 1)).sum(1L).mean();
}
