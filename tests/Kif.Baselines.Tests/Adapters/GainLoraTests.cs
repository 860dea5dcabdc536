using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>The steps of GainLoRA's gates (algorithms.md 10.18, 14.10).</summary>
public sealed class GainLoraTests : IDisposable
{
    private static readonly ParameterSpace Space = new(
    [
        new("m.lora_A.weight", new("m"), ParameterRole.LoraA, [1, 3]), new("m.lora_B.weight", new("m"), ParameterRole.LoraB, [2, 1]),
        new("gate.key", new("gate.key"), ParameterRole.Gate, [1, 3]), new("gate.in.weight", new("gate.in"), ParameterRole.Gate, [2, 3]),
        new("gate.out.weight", new("gate.out"), ParameterRole.Gate, [3, 2]),
    ], ScalarType.Float64);

    private static readonly double[] Before = [0.4, 0.1, -0.3, -0.2, 0.6, 0.5], Move = [0.01, 0.02, -0.03, 0.03, -0.01, 0.02];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(false, new[] { 0.4, 0.12, -0.33, -0.2, 0.59, 0.52 })]
    [InlineData(true, new[] { 0.405678019915, 0.121703405974, -0.334684366430, -0.198307186756, 0.585006200929, 0.515598685564 })]
    public void A_step_loses_its_protected_part_and_by_the_code_keeps_its_lengths(bool keep, double[] wanted)
    {
        var gates = new AdapterGating(new() { KeepLengths = keep });
        gates.AttachSpace(new() { Space = Space });
        gates.Prompts.Update("gate.in", torch.diag(torch.tensor(new double[] { 2, 0.5, 0 })), 0.9);
        (Tensor before, Tensor after) = (With(Before), With([.. Before.Zip(Move, (b, m) => b + m)]));
        Tensor moved = gates.AfterStep(Hook.StepEnd(0, after, after) with { Position = Hook.Position(0, 1), PreviousWeights = before }).Weights!;
        Space.View(moved, Space["gate.in.weight"]).data<double>().ToArray().Should().Equal(wanted, (x, y) => Math.Abs(x - y) < 1e-11);
        // Where nothing is protected, a step stays what it was; so does what is no gate's.
        foreach (ParameterInfo p in Space.Parameters.Where(p => p.Name != "gate.in.weight"))
            (Space.View(moved, p) - Space.View(after, p)).abs().max().ToDouble().Should().BeLessThan(1e-15, p.Name);
    }

    [Fact]
    public void The_first_task_s_steps_are_free()
    {
        var gates = new AdapterGating(new());
        gates.AttachSpace(new() { Space = Space });
        gates.AfterStep(Hook.StepEnd(0, Space.Zeros(), Space.Zeros())).Weights.Should().BeNull();
        gates.BeforeTask(Hook.TaskStart(Space, Space.Zeros())).NeedsPath.Should().BeFalse();
        gates.BeforeTask(Hook.TaskStart(Space, Space.Zeros()) with { Index = 1 }).NeedsPath.Should().BeTrue();
    }

    [Fact]
    public void Without_a_new_adapter_for_every_task_it_is_refused()
    {
        var gates = new AdapterGating(new());
        gates.AttachSpace(new() { Space = Space });
        FluentActions.Invoking(() => gates.PrepareTask(new()
        {
            Task = "t", Index = 1, Space = Space, Weights = Space.Zeros(), Train = [], Passes = null!, Random = new RandomStream(1),
        })).Should().Throw<CompositionException>().WithMessage("*starts a new adapter*with every task");
    }

    private static Tensor With(double[] inner)
    {
        Tensor weights = Space.Zeros() + 0.25;
        Space.View(weights, Space["gate.in.weight"]).copy_(torch.tensor(inner).view(2, 3));
        return weights;
    }
}
