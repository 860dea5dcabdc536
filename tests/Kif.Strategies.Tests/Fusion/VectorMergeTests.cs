namespace Kif.Strategies.Tests.Fusers;

/// <summary>Merging of vectors of changes (algorithms.md 10.22).</summary>
public sealed class VectorMergeTests : IDisposable
{
    private static readonly double[][] Changes = [[4, -1, 2, 0.5], [-2, -3, 1, 0.25], [-1, 2, 3, -1]];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("Linear", 1, "Total", new double[] { 1, -2, 6, -0.25 })]
    [InlineData("MagnitudePrune", 0.5, "Total", new double[] { 2, -1, 5, 0 })]
    [InlineData("Ties", 1, "Total", new double[] { 4, -2, 2, -1 })]
    [InlineData("Ties", 1, "Frequency", new double[] { -1.5, -2, 2, 0.375 })]
    [InlineData("Ties", 0.5, "Total", new double[] { 4, -3, 2.5, 0 })]
    public void Numbers_are_those_worked_by_hand(string by, double density, string elect, double[] wanted)
    {
        var way = new VectorMerge(Enum.Parse<MergeWay>(by), density, Enum.Parse<SignElection>(elect));
        Tensor[] thin = [.. Changes.Select(c => way.Prune(torch.tensor(c), new RandomStream(1)))];
        way.Merge(thin, [1, 1, 1]).data<double>().ToArray().Should().Equal(wanted, (x, y) => Math.Abs(x - y) < 1e-15);
    }

    [Fact]
    public void Weights_multiply_values_and_are_no_voices()
    {
        Tensor[] all = [.. Changes.Select(c => torch.tensor(c))];
        new VectorMerge(MergeWay.Linear).Merge(all, [0.5, 1, -1]).data<double>().ToArray().Should().Equal(1, -5.5, -1, 1.5);
        new VectorMerge(MergeWay.Ties).Merge(all, [0.5, 1, 2]).data<double>().ToArray().Should().Equal(2, -1.75, 8 / 3.0, -2);
    }

    [Theory]
    [InlineData("DareLinear")]
    [InlineData("DareTies")]
    public void What_is_drawn_is_scaled_up_and_has_the_mean_of_the_whole(string by)
    {
        var way = new VectorMerge(Enum.Parse<MergeWay>(by), 0.3);
        Tensor thin = way.Prune(torch.ones(100_000, ScalarType.Float64), new RandomStream(5));
        thin.data<double>().ToArray().Distinct().Should().BeEquivalentTo([0, 1 / 0.3]);
        thin.mean().ToDouble().Should().BeApproximately(1, 0.025, "five standard deviations of the mean");
        way.Prune(torch.ones(1000), new RandomStream(5)).data<float>().ToArray().Should()
            .Equal(way.Prune(torch.ones(1000), new RandomStream(5)).data<float>().ToArray(), "a seed draws the same");
    }

    [Fact]
    public void One_vector_is_merged_into_itself_and_nothing_into_nothing()
    {
        foreach (MergeWay by in Enum.GetValues<MergeWay>())
        {
            Tensor one = torch.tensor(Changes[0]);
            var way = new VectorMerge(by);
            way.Merge([way.Prune(one, new RandomStream(1))], [1]).data<double>().ToArray().Should().Equal(Changes[0]);
            way.Merge([torch.zeros(3), torch.zeros(3)], [1, 1]).data<float>().ToArray().Should().Equal(0, 0, 0);
        }
    }
}
