using Kif.Tests;

namespace Kif.Baselines.Tests.Migu;

/// <summary>Which rows MIGU updates (algorithms.md 10.13, 14.10, 15).</summary>
public sealed class MiguMaskTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(0.7, new[] { true, false, true, false, false })]
    [InlineData(0, new[] { true, true, true, true, true })]
    [InlineData(1, new[] { true, false, false, false, false })]
    public void Rows_at_or_above_the_quantile_are_updated(double quantile, bool[] wanted) =>
        MiguStrategy.Rows(torch.tensor([4, 1, 3, 0.5, 2.0]), quantile).data<bool>().ToArray().Should().Equal(wanted);

    [Theory]
    [InlineData(ParameterRole.Weight, false, new double[] { 0, 0, 0, 1, 1, 1, 0, 0, 0 })]
    [InlineData(ParameterRole.Weight, true, new double[] { 0, 1, 0, 0, 1, 0, 0, 1, 0 })]
    [InlineData(ParameterRole.LoraB, true, new double[] { 0, 0, 0, 1, 1, 1, 0, 0, 0 })]
    public void The_mask_runs_along_the_axis_that_counts_outputs(ParameterRole role, bool transposed, double[] wanted)
    {
        ParameterSpace space = new(
        [
            new("w", new("m") { Transposed = transposed }, role, [3, 3]), new("b", new("m"), ParameterRole.Bias, [3]),
        ], ScalarType.Float64);
        foreach (bool freeze in new[] { false, true })
        {
            var migu = new MiguStrategy(new() { FreezeMaskedRows = freeze });
            migu.AttachSpace(new() { Space = space });

            GradientOutcome outcome = migu.AdjustGradients(
                Step(1, torch.full(12, 2.0, dtype: ScalarType.Float64), new() { ["w"] = torch.tensor([1.0, 3, 2]) }));

            outcome.Gradients!.data<double>().ToArray().Should().Equal([.. wanted.Select(w => 2 * w), 2, 2, 2]);
            if (freeze) outcome.UpdateMask!.data<double>().ToArray().Should().Equal([.. wanted, 1, 1, 1]);
            else outcome.UpdateMask.Should().BeNull();
        }
    }

    [Theory]
    [InlineData(0, 0.7, false)]
    [InlineData(1, 0.7, true)]
    [InlineData(1, 0, false)]
    public void The_first_task_and_a_quantile_of_0_mask_nothing_and_ask_for_nothing(int task, double quantile, bool masks)
    {
        ParameterSpace space = new([new("w", new("m"), ParameterRole.Weight, [3, 3])], ScalarType.Float64);
        var migu = new MiguStrategy(new() { Quantile = quantile });
        migu.AttachSpace(new() { Space = space });
        Tensor weights = space.Zeros();

        migu.BeforeTask(Hook.TaskStart(space, weights) with { Index = task }).NeedsOutputs.Should().Be(masks);
        GradientOutcome outcome = migu.AdjustGradients(Step(task, torch.ones(9, dtype: ScalarType.Float64), new() { ["w"] = torch.tensor([1.0, 3, 2]) }));
        (outcome.Gradients is not null).Should().Be(masks);
    }

    private static GradientInput Step(int task, Tensor gradients, Dictionary<string, Tensor> outputs) =>
        new()
        {
            Position = new("t", task, null, 0, 1), Weights = gradients, Gradients = gradients, Outputs = outputs, Passes = null!, Random = new RandomStream(1),
        };
}
