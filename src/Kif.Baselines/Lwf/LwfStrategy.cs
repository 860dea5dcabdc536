namespace Kif.Baselines;

/// <summary>
/// Learning without forgetting: on the current task's inputs the model stays close to its answers after the previous task, by the
/// divergence of the output distributions at the target positions (spec 10.8). Inactive in the first task. Needs one more forward pass per step.
/// </summary>
/// <param name="options">Strength, temperature and direction.</param>
public sealed class LwfStrategy(LwfOptions options) : ContinualStrategy
{
    private readonly HomeSpace home = new("lwf");
    private Tensor? teacher;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(TiesToPast: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void Attach(in SpaceAttached space) => home.Enter(space.Space, teacher);

    /// <inheritdoc/>
    public override Tensor? Loss(in ForwardCompleted pass)
    {
        if (options.Weight == 0 || teacher is null) return null;
        Tensor old = pass.More.LogitsUnder(teacher), current = pass.Result.Logits;
        double t = options.Temperature, scale = options.SquareTemperature ? options.Weight * t * t : options.Weight;
        return (options.Reversed ? Divergence(current, old, t) : Divergence(old, current, t)) * scale;
    }

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
    {
        if (options.Weight > 0) Keep(ref teacher, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Vector("teacher", ref teacher);

    /// <summary>Computes KL(softmax(from/T) ‖ softmax(to/T)), summed over the vocabulary, mean over rows [rows, vocabulary].</summary>
    private static Tensor Divergence(Tensor from, Tensor to, double temperature)
    {
        Tensor p = torch.nn.functional.log_softmax(from / temperature, 1), q = torch.nn.functional.log_softmax(to / temperature, 1);
        return (p.exp() * (p - q)).sum(1L).mean();
    }
}
