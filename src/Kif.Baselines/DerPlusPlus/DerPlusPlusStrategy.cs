namespace Kif.Baselines;

/// <summary>
/// Dark experience replay with labels (spec 10.12): L + α·mean((z − stored z)²) + β·L(replay examples), with the logits of an example stored once, at the end
/// of its task and without dropout.
/// </summary>
/// <param name="options">Weights of the terms, storage and sampling.</param>
/// <param name="sampler">Samples the replay examples; null for the options' sampling.</param>
public sealed class DerPlusPlusStrategy(DerPlusPlusOptions options, MemorySampler? sampler = null) : ContinualStrategy
{
    private readonly MemorySampler sampler = sampler
        ?? MemorySampling.Of(options.Draw ?? (options.Profile == MethodProfile.OfficialCode ? MemoryDraw.Passes : MemoryDraw.Uniform));

    private readonly StoredLogits stored = new(options.HalfPrecision ?? options.Profile == MethodProfile.Recommended, options.TopLogits);
    private int draws;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task)
    {
        draws = 0;
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override Tensor? Loss(in ForwardCompleted pass)
    {
        (double alpha, double beta) = (options.Alpha, options.Beta);
        if (pass.Memory.Count == 0 || (alpha == 0 && beta == 0)) return null;
        (IReadOnlyList<Remembered> batch, ForwardResult now) = Replay(pass);
        Tensor? distance = alpha == 0 ? null : stored.Distance(now.Logits, batch) * alpha;
        if (beta == 0) return distance;
        if (distance is not null && (options.TwoDraws ?? options.Profile == MethodProfile.Paper)) now = Replay(pass).Now;
        return distance is null ? now.Loss * beta : distance + now.Loss * beta;
    }

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
    {
        if (options.Alpha == 0) return;
        (IProbe probe, Tensor weights) = (task.Probe, task.Weights);
        stored.Renew(task.Memory, example => probe.Logits([example], weights));
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => stored.Visit(state);

    private (IReadOnlyList<Remembered> Batch, ForwardResult Now) Replay(in ForwardCompleted pass)
    {
        IReadOnlyList<Remembered> batch = sampler(pass.Memory, options.MemoryBatch ?? pass.Examples.Count, draws++, pass.Random);
        return (batch, pass.More.Forward([.. batch.Select(m => m.Example)]));
    }
}
