namespace Kif;

/// <summary>AdamW on one flat vector: decoupled weight decay, bias-corrected moments.</summary>
internal sealed class AdamW : IStateful, IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly Tensor take1;
    private readonly Tensor? decays;
    private Tensor? first, second;
    private readonly double weightDecay;
    private readonly bool ofWeights;
    private int steps;

    /// <param name="space">The space of what it moves.</param>
    /// <param name="device">The device of its moments.</param>
    /// <param name="options">The training options.</param>
    /// <param name="ofWeights">Whether the space is the model's.</param>
    public AdamW(ParameterSpace space, Device device, TrainingOptions options, bool ofWeights = true)
    {
        this.ofWeights = ofWeights;
        first = space.Zeros(device).DetachFromDisposeScope();
        second = space.Zeros(device).DetachFromDisposeScope();
        take1 = torch.tensor(1 - Beta1, dtype: space.DType, device: device).DetachFromDisposeScope();
        weightDecay = options.WeightDecay;
        if (weightDecay == 0 || options.DecayNorms || space.Parameters.All(p => p.Decays)) return;
        decays = torch.zeros(space.Length, dtype: space.DType, device: device).DetachFromDisposeScope();
        using var scope = torch.NewDisposeScope();
        foreach (ParameterInfo p in space.Parameters.Where(p => p.Decays)) decays.narrow(0, p.Offset, p.Length).fill_(1);
    }

    /// <summary>Updates <paramref name="weights"/> in place; elements whose mask is 0 stay exactly as they are.</summary>
    public void Step(Tensor weights, Tensor gradients, double rate, Tensor? mask)
    {
        using var scope = torch.NewDisposeScope();
        steps++;
        first!.lerp_(gradients, take1);
        second!.mul_(Beta2).addcmul_(gradients, gradients, 1 - Beta2);
        Tensor target = mask is null ? weights : weights.clone();
        if (weightDecay != 0)
        {
            if (decays is null) target.mul_(1 - rate * weightDecay);
            else target.sub_(target.mul(decays).mul_(rate * weightDecay));
        }
        Tensor denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, steps))).add_(Epsilon);
        target.addcdiv_(first, denominator, -rate / (1 - Math.Pow(Beta1, steps)));
        if (mask is not null) weights.copy_(torch.where(mask.gt(0), target, weights));
    }

    public void Visit(IStateVisitor state)
    {
        if (ofWeights)
        {
            state.Vector("first", ref first);
            state.Vector("second", ref second);
        }
        else
        {
            state.Tensor("first", ref first);
            state.Tensor("second", ref second);
        }
        state.Value("steps", ref steps);
    }

    public void Dispose()
    {
        first?.Dispose();
        second?.Dispose();
        take1.Dispose();
        decays?.Dispose();
    }
}
