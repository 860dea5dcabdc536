using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>Merging of tasks that are learned apart (algorithms.md 10.22).</summary>
public sealed class TaskMergeTests : IDisposable
{
    private static readonly ParameterSpace Space = new(
    [
        new("m.lora_A.weight", new("m"), ParameterRole.LoraA, [1, 2]), new("m.lora_B.weight", new("m"), ParameterRole.LoraB, [2, 1]),
    ], ScalarType.Float64);

    private static readonly double[] Initial = [1, 2, 0, 0];
    private static readonly double[][] Trained = [[2, 2, 1, 0], [0, 5, -3, 4]];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("Linear", false, null, new[] { 1, 3.5, -1, 2 })]
    [InlineData("Linear", false, 1.0, new double[] { 1, 5, -2, 4 })]
    [InlineData("Ties", false, null, new double[] { 2, 5, -3, 4 })]
    [InlineData("Linear", true, 0.25, new[] { 1, 3.5, -1, 2 })]
    [InlineData("Ties", true, null, new[] { 2, 3.5, -3, 4 })]
    public void The_second_task_ends_with_the_numbers_worked_by_hand(string by, bool factors, double? weight, double[] wanted)
    {
        var merge = new TaskMergeStrategy(new() { By = Enum.Parse<MergeWay>(by), Factors = factors, Weight = weight, Density = 1 });
        merge.AttachSpace(new() { Space = Space });
        Tensor? final = null;
        for (int task = 0; task < 2; task++)
        {
            merge.BeforeTask(Hook.TaskStart(Space, torch.tensor(Initial)) with { Index = task }).FromInitialWeights.Should().BeTrue();
            final = merge.EndTask(Hook.TaskEnd(torch.tensor(Initial), torch.tensor(Trained[task])) with { Index = task }).Weights;
        }
        final!.data<double>().ToArray().Should().Equal(wanted, (x, y) => Math.Abs(x - y) < 1e-15);
        StateSize.Of(merge).Should().Be(2 * 4 * sizeof(double) + 1, "a vector per task, and their number");
        new StrategyComposition([new("merge", merge)]).Dispose();
    }

    [Fact]
    public void Factors_are_thinned_out_each_by_itself_and_changes_as_a_whole()
    {
        double[] Ends(bool factors)
        {
            var merge = new TaskMergeStrategy(new() { By = MergeWay.MagnitudePrune, Factors = factors, Weight = 1, Density = 0.5 });
            merge.AttachSpace(new() { Space = Space });
            double[] final = merge.EndTask(Hook.TaskEnd(torch.tensor(Initial), torch.tensor(Trained[1]))).Weights!.data<double>().ToArray();
            new StrategyComposition([new("merge", merge)]).Dispose();
            return final;
        }

        Ends(factors: true).Should().Equal(0, 5, 0, 4);
        Ends(factors: false).Should().Equal([1, 5, -3, 4], "of the change (−1, 3, −3, 4) equals of the smallest that is kept are kept too");
    }

    [Fact]
    public void Weights_that_are_no_factors_are_refused_where_factors_are_merged()
    {
        var space = new ParameterSpace([new("w", new("m"), ParameterRole.Weight, [2])], ScalarType.Float64);
        FluentActions.Invoking(() => new TaskMergeStrategy(new() { Profile = MethodProfile.OfficialCode }).AttachSpace(new() { Space = space })).Should()
            .Throw<CompositionException>().WithMessage("merge.factors is true*'w' is none*");
        new TaskMergeStrategy(new()).AttachSpace(new() { Space = space });
    }
}
