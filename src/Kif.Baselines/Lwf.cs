using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Learning without forgetting: on the current task's inputs the model stays close to its answers after the previous task, by the
/// divergence of the output distributions at the target positions (algorithms.md 10.8). Inactive in the first task. Needs one more forward pass per step.
/// </summary>
/// <param name="options">Strength, temperature and direction.</param>
internal sealed class LwfStrategy(LwfOptions options) : ContinualStrategy
{
    private readonly AnchorSpaceCheck home = new("lwf");
    private Tensor? teacher;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void AttachSpace(in SpaceAttachment space) => home.Check(space.Space, teacher);

    /// <inheritdoc/>
    public override Tensor? Loss(in LossInput pass)
    {
        if (options.Lambda == 0 || teacher is null) return null;
        Tensor old = pass.More.LogitsUnder(teacher), current = pass.Result.Logits;
        double t = options.Temperature, scale = options.SquareTemperature ? options.Lambda * t * t : options.Lambda;
        return (options.Reversed ? Divergence(current, old, t) : Divergence(old, current, t)) * scale;
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        if (options.Lambda > 0) Keep(ref teacher, task.Weights);
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

/// <summary>Options of learning without forgetting.</summary>
public sealed class LwfOptions
{
    /// <summary>λ, the strength of the distillation term; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.1, 10, Logarithmic = true, Stream = "weight")]
    public double Lambda { get; set; } = 1;

    /// <summary>T, the temperature that divides the logits of both models. Default: 2.</summary>
    [Range(0.0, 1e3, MinimumIsExclusive = true)]
    [SearchRange(1, 4)]
    public double Temperature { get; set; } = 2;

    /// <summary>Whether the term is multiplied by T², so that its gradient keeps its size when T changes. Default: false.</summary>
    public bool SquareTemperature { get; set; }

    /// <summary>
    /// Whether the divergence is taken from the student to the teacher, as in one published code due to its argument order. Default: false, from the teacher to
    /// the student.
    /// </summary>
    public bool Reversed { get; set; }
}
