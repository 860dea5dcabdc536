using System.ComponentModel.DataAnnotations;

namespace Kif.Testing.Tests.Wrong;

public sealed class EveryOptions
{
    public int Every { get; set; } = 2;
}

internal sealed class NoRange(EveryOptions options) : Pull
{
    public override Tensor? Penalty(in StepEnding step) => step.Position.Step % options.Every == 0 ? base.Penalty(step) : null;
}

public sealed class HalfOpenOptions
{
    [Range(0.0, 1.0)]
    public double Strength { get; set; } = 0.5;
}

internal sealed class BreaksAtTheEndOfItsRange(HalfOpenOptions options) : Pull
{
    public override TaskPlan BeginTask(in TaskStarting task) => options.Strength > 0 ? TaskPlan.Default : throw new InvalidOperationException("no strength");
}

internal sealed class ActsWhenSwitchedOff(HalfOpenOptions options) : Pull
{
    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(0.1 + options.Strength);
}
