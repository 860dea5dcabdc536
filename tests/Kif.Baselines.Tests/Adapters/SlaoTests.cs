using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>The start and the merge of SLAO (algorithms.md 10.14).</summary>
public sealed class SlaoTests : IDisposable
{
    private static readonly ParameterSpace Space = new(
    [
        new("m.lora_A.weight", new("m"), ParameterRole.LoraA, [2, 4]), new("m.lora_B.weight", new("m"), ParameterRole.LoraB, [2, 2]),
    ], ScalarType.Float64);

    private static readonly double[] A = [1, 2, 2, 0, 2, 0, 1, 2];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(new double[] { 1, 2, 2, 0, 2, 0, 1, 2 }, new[] { 1 / 3.0, 2 / 3.0, 2 / 3.0, 0, 0.578828761416, -0.330759292238, 0.041344911530, 0.744208407535 })]
    [InlineData(new double[] { 3, 4, 0, 0, 0, -2 }, new[] { 0.6, 0.8, 0, 0, 0, -1 })]
    [InlineData(new double[] { -1, 0, 0, 1, -2, 0 }, new double[] { -1, 0, 0, 0, -1, 0 })]
    public void The_start_has_orthonormal_rows_with_the_signs_of_the_old_ones(double[] rows, double[] start) =>
        SlaoStrategy.OrthonormalRows(torch.tensor(rows).view(2, -1)).data<double>().ToArray().Should().Equal(start, (x, y) => Math.Abs(x - y) < 1e-11);

    [Fact]
    public void A_row_that_adds_nothing_gets_a_direction_that_is_left()
    {
        Tensor start = SlaoStrategy.OrthonormalRows(torch.tensor(new double[] { 1, 2, 2, 2, 4, 4, 0, 0, 0 }).view(3, 3));
        (torch.matmul(start, start.T) - torch.eye(3, dtype: ScalarType.Float64)).abs().max().ToDouble().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void B_is_averaged_with_shares_that_shrink_and_A_replaced()
    {
        double[][] trained = [[1, 0, 0, 2], [3, -1, 1, 0], [0, 0.5, -2, 4]];
        double[][] merged =
        [
            trained[0], [2.414213562373, -0.707106781187, 0.707106781187, 0.585786437627],
            [1.020366712256, -0.010183356128, -0.855842047657, 2.556983556934],
        ];
        var slao = new SlaoStrategy(new());
        slao.AttachSpace(new() { Space = Space });
        Tensor weights = torch.tensor([.. A, .. new double[4]]);
        for (int task = 0; task < 3; task++)
        {
            Tensor? start = slao.BeforeTask(Hook.TaskStart(Space, weights) with { Index = task }).StartWeights;
            if (task == 0) start.Should().BeNull();
            else start!.data<double>().ToArray()[8..].Should().Equal(trained[task - 1], "a task starts from what was trained, not from what was merged");
            Tensor now = torch.tensor([.. A.Select(a => a + task), .. trained[task]]);
            weights = slao.EndTask(Hook.TaskEnd(now, now) with { Index = task }).Weights ?? now;
            weights.data<double>().ToArray().Should().Equal([.. A.Select(a => a + task), .. merged[task]], (x, y) => Math.Abs(x - y) < 1e-11);
        }
        StateSize.Of(slao).Should().Be(4 * sizeof(double));
        new StrategyComposition([new("slao", slao)]).Dispose();
    }

    [Fact]
    public void What_it_cannot_merge_is_refused_by_name()
    {
        Refused([new("w", new("m"), ParameterRole.Weight, [2, 2])]).Should().Contain("'w' is none");
        Refused([new("m.lora_A.weight", new("m"), ParameterRole.LoraA, [3, 2]), new("m.lora_B.weight", new("m"), ParameterRole.LoraB, [2, 3])]).Should()
            .Contain("'m' has 2 inputs, and the rank is 3");

        static string Refused(ParameterInfo[] parameters) => FluentActions.Invoking(() =>
            new SlaoStrategy(new()).AttachSpace(new() { Space = new ParameterSpace(parameters, ScalarType.Float64) })).Should().Throw<CompositionException>().Which.Message;
    }
}
