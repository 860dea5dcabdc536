using System.ComponentModel.DataAnnotations;

namespace Kif.Testing.Tests.Wrong;

public sealed class EveryOptions
{
    public int Every { get; set; } = 2;
}

internal sealed class NoRange(EveryOptions options) : Pull
{
    public override Tensor? Penalty(in PenaltyInput step) => step.Position.Step % options.Every == 0 ? base.Penalty(step) : null;
}

public sealed class HalfOpenOptions
{
    [Range(0.0, 1.0)]
    public double Strength { get; set; } = 0.5;
}

internal sealed class BreaksAtTheEndOfItsRange(HalfOpenOptions options) : Pull
{
    public override TaskPlan BeforeTask(in TaskStart task) => options.Strength > 0 ? TaskPlan.Default : throw new InvalidOperationException("no strength");
}

internal sealed class ActsWhenSwitchedOff(HalfOpenOptions options) : Pull
{
    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(0.1 + options.Strength);
}
