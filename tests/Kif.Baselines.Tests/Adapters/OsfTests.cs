using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>Orthogonal subspace fine-tuning (algorithms.md 10.20).</summary>
public sealed class OsfTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void A_step_on_two_by_two_is_that_worked_by_hand()
    {
        using var layer = new Layer(2, 2, [2, 2, -1, 1]);
        (Tensor raw, Tensor projected) = layer.Gradients([1, 2], [1, 0]);
        Tensor[] g = layer.Coordinates.Space.Split(raw), p = layer.Coordinates.Space.Split(projected);
        // Both negated, or none: the pair of singular vectors is known up to its sign.
        double sign = Math.Sign(layer.Factors[0][1].ToDouble());
        (g[0].flatten() * sign).data<double>().ToArray().Should().Equal(new double[] { 5, 1 }, Near);
        g[1].data<double>().ToArray().Should().Equal(new double[] { 0.707106781187 }, Near);
        (g[2].flatten() * sign).data<double>().ToArray().Should().Equal(new double[] { Math.Sqrt(2), 2 * Math.Sqrt(2) }, Near);
        (p[0].flatten() * sign).data<double>().ToArray().Should().Equal(new double[] { 0, 1 }, Near);
        (p[2].flatten() * sign).data<double>().ToArray().Should().Equal(new double[] { -0.707106781187, 0.707106781187 }, Near);
        layer.After(projected, 0.1).Should().Equal([2, 2, -0.7695, 0.7695], Near);
    }

    [Fact]
    public void A_step_on_three_by_three_has_no_part_along_what_stays()
    {
        using var layer = new Layer(3, 3, [3, -0.8, 0, 4, 0.6, 0, 0, 0, 2]);
        (_, Tensor projected) = layer.Gradients([1, 1, 1], [1, 0, 2]);
        layer.After(projected, 0.1).Should().Equal([3, -0.4410944, 0.6728256, 4, 0.3308208, -0.5046192, 0, 0, 2], Near);
        (layer.Coordinates.Project(projected) - projected).abs().max().ToDouble().Should().BeLessThan(1e-14, "projecting twice is projecting once");

        // AdamW's first step is the sign of each element, which leaves the subspace.
        Tensor u = layer.Coordinates.Space.Split(projected)[0];
        Tensor moved = layer.Factors[0] - 0.1 * u.sign();
        torch.matmul(torch.tensor(new[] { 0.6, 0.8, 0 }), moved).abs().data<double>().ToArray().Should().Equal(new double[] { 0.02, 0.02 }, Near);
    }

    [Theory]
    [InlineData(4, 6, 0.5, 0, 2)]
    [InlineData(64, 100, 0.7, 0, 44)]
    [InlineData(100, 100, 0.29, 0, 28)]
    [InlineData(10, 10, 0.7, 0.1, 8)]
    [InlineData(10, 10, 0.9, 0.5, 9)]
    [InlineData(10, 20, 0.0, 0, 0)]
    public void The_number_that_stays_is_rounded_down_and_leaves_one(int rows, int columns, double frozen, double growth, int stays) =>
        new OsfStrategy(new() { Frozen = frozen, FrozenGrowth = growth }).FrozenOf(Matrix("m", rows, columns), 1).Should().Be(stays);

    [Fact]
    public void Numbers_of_single_matrices_come_first_the_first_expression_that_is_found()
    {
        var osf = new OsfStrategy(new() { FrozenDirections = 40, Patterns = "decoder=60; EncDec=1; small = 0.25;one=1.0" });
        osf.FrozenOf(Matrix("decoder.EncDec.v", 64, 64), 0).Should().Be(60);
        osf.FrozenOf(Matrix("encoder.small", 64, 128), 2).Should().Be(16);
        osf.FrozenOf(Matrix("encoder.one", 64, 64), 0).Should().Be(63, "a share of one, of which a direction is trained all the same");
        osf.FrozenOf(Matrix("encoder.q", 64, 64), 5).Should().Be(40);
        new OsfStrategy(new() { Frozen = 0.25, Profile = MethodProfile.OfficialCode }).FrozenOf(Matrix("q", 32, 64), 0).Should().Be(16, "a share of the larger side");
    }

    [Fact]
    public void What_is_no_chosen_matrix_stays_or_is_trained_as_it_is()
    {
        var space = new ParameterSpace(
        [
            new("embed", new("embed"), ParameterRole.Weight, [5, 3]), new("q", new("layers.0.q", 0), ParameterRole.Weight, [3, 3]),
            new("b", new("layers.0.q", 0), ParameterRole.Bias, [3]), new("v", new("layers.0.v", 0), ParameterRole.Weight, [3, 3]),
        ], ScalarType.Float64);
        string[] Names(OsfOptions options)
        {
            var osf = new OsfStrategy(options);
            osf.AttachSpace(new() { Space = space });
            using IWeightCoordinates coordinates = osf.BeforeTask(Hook.TaskStart(space, space.Zeros())).Coordinates!;
            return [.. coordinates.Space.Parameters.Select(p => p.Name)];
        }

        Names(new()).Should().Equal("q.u", "q.s", "q.v", "v.u", "v.s", "v.v");
        Names(new() { Targets = "v" }).Should().Equal("v.u", "v.s", "v.v");
        Names(new() { Targets = "0.v", Profile = MethodProfile.OfficialCode }).Should().Equal("embed", "q", "b", "v.u", "v.s", "v.v");
        FluentActions.Invoking(() => Names(new() { Targets = "v,up_proj" })).Should().Throw<CompositionException>().WithMessage("osf.targets names 'up_proj'*");
    }

    [Theory]
    [InlineData("q")]
    [InlineData("q=1.5")]
    [InlineData("q=-1")]
    [InlineData("=3")]
    [InlineData("q(=3")]
    public void Patterns_that_can_not_be_read_are_refused(string pattern) =>
        FluentActions.Invoking(() => new OsfStrategy(new() { Patterns = pattern })).Should().Throw<CompositionException>().WithMessage($"osf.patterns has '{pattern}'*");

    private static bool Near(double x, double y) => Math.Abs(x - y) < 1e-11;

    private static ParameterInfo Matrix(string path, long rows, long columns) => new($"{path}.weight", new(path, 0), ParameterRole.Weight, [rows, columns]);

    /// <summary>One linear map with half of the squared distance from a target as its loss; one direction stays.</summary>
    private sealed class Layer : IDisposable
    {
        private readonly ParameterSpace space;
        private readonly Tensor start, coordinates;

        public Layer(long rows, long columns, double[] weights)
        {
            space = new([Matrix("m", rows, columns)], ScalarType.Float64);
            var osf = new OsfStrategy(new() { FrozenDirections = 1 });
            osf.AttachSpace(new() { Space = space });
            Coordinates = osf.BeforeTask(Hook.TaskStart(space, start = torch.tensor(weights))).Coordinates!;
            coordinates = Coordinates.Begin(start);
            Coordinates.Weights(start, coordinates).data<double>().ToArray().Should().Equal(weights, "the difference of equal products is 0");
        }

        public IWeightCoordinates Coordinates { get; }

        public Tensor[] Factors => Coordinates.Space.Split(coordinates);

        public (Tensor Raw, Tensor Projected) Gradients(double[] input, double[] target)
        {
            Tensor leaf = coordinates.detach().requires_grad_();
            Tensor answer = torch.mv(space.Split(Coordinates.Weights(start, leaf))[0], torch.tensor(input));
            Tensor raw = torch.autograd.grad([(answer - torch.tensor(target)).square().sum() / 2], [leaf])[0];
            return (raw, Coordinates.Project(raw));
        }

        public double[] After(Tensor gradients, double rate) => Coordinates.Weights(start, coordinates - gradients * rate).data<double>().ToArray();

        public void Dispose() => Coordinates.Dispose();
    }
}
