using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>Protected directions and the factors outside them, with the worked numbers of algorithms.md 14.10.</summary>
public sealed class InputSubspaceTests : IDisposable
{
    private static readonly double[][][] Inputs = [[[2, 0, 0], [0, 1, 0]], [[1, 2, 0], [1, 0, 1]], [[0, 1, 1], [2, 0, 1]]];
    private static readonly double[] Thresholds = [0.9, 0.9 + 0.1 / 3, 0.9 + 0.2 / 3];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Factors_and_directions_are_those_worked_by_hand()
    {
        double[][] rows = [[0.577350269190, 0, 0], [0, 0.573902875085, 0.062998597625], [0, -0.062998597625, 0.573902875085]];
        var subspaces = new InputSubspaces(1);
        for (int task = 0; task < 3; task++)
        {
            Near(subspaces.Leading("x", Moment(Inputs[task]), 1, 1e-10) / Math.Sqrt(3), rows[task]);
            subspaces.Update("x", Moment(Inputs[task]), Thresholds[task]);
            InputSubspace after = subspaces.All["x/0"];
            after.IsFree.Should().Be(task > 0);
            after.Basis!.shape.Should().Equal(3, task == 2 ? 0 : 1);
            Tensor free = after.Outside(torch.eye(3, dtype: ScalarType.Float64));
            if (task == 1) Near(free.diagonal(), [0, 0.011906469908, 0.988093530092]);
            if (task == 1) free[1, 2].ToDouble().Should().BeApproximately(-0.108465228909, 1e-11);
        }
        subspaces.Leading("x", Moment(Inputs[0]), 2, 1e-10).abs().max().ToDouble().Should().Be(0, "nothing is free any more");
        var other = new InputSubspaces(1);
        StateCopy.Carry(subspaces, other);
        other.All["x/0"].Basis!.shape.Should().Equal(3, 0);
        other.All["x/0"].IsFree.Should().BeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Old_inputs_pass_no_new_factor_and_directions_only_grow(int blocks)
    {
        var generator = new torch.Generator(3);
        var subspaces = new InputSubspaces(blocks);
        Tensor? past = null;
        long before = 0;
        for (int task = 0; task < 4; task++)
        {
            Tensor inputs = torch.randn([3, 24], ScalarType.Float64, generator: generator), moment = inputs.t().mm(inputs) / 3;
            Tensor a = subspaces.Leading("x", moment, 3, 1e-10);
            // Rows are orthogonal within each block.
            foreach (Tensor block in a.chunk(blocks, 1)) Near(block.mm(block.t()), [.. new[] { 1.0, 0, 0, 0, 1, 0, 0, 0, 1 }.Select(v => v / blocks)]);
            if (past is not null && blocks == 1) past.mm(a.t()).abs().max().ToDouble().Should().BeLessThan(1e-9);
            subspaces.Update("x", moment, 1);
            past = past is null ? inputs : torch.cat([past, inputs]);
            // The first task protects one direction fewer than it has; its energy there is small.
            if (task == 0) past = subspaces.Protected("x", past);
            foreach (InputSubspace subspace in subspaces.All.Values)
            {
                Tensor basis = subspace.Basis!, gram = basis.t().mm(basis);
                (gram - torch.eye(basis.shape[1], dtype: ScalarType.Float64)).abs().max().ToDouble().Should().BeLessThan(1e-12);
                (2 * basis.shape[1]).Should().BeLessThanOrEqualTo(basis.shape[0]);
            }
            long now = subspaces.All.Values.Sum(s => s.IsFree ? s.Basis!.shape[0] - s.Basis.shape[1] : s.Basis!.shape[1]);
            now.Should().BeGreaterThan(before);
            before = now;
            (subspaces.Protected("x", past) - past).abs().max().ToDouble().Should().BeLessThan(1e-9);
            (subspaces.Outside("x", past) + subspaces.Protected("x", past) - past).abs().max().ToDouble().Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void A_factor_on_the_moment_changes_nothing()
    {
        Tensor[] moments = [.. Inputs.Select(Moment)];
        InputSubspaces one = new(1), other = new(1);
        for (int task = 0; task < 3; task++)
        {
            Near(other.Leading("x", moments[task] * 7, 1, 1e-10), one.Leading("x", moments[task], 1, 1e-10).data<double>().ToArray());
            one.Update("x", moments[task], Thresholds[task]);
            other.Update("x", moments[task] * 7, Thresholds[task]);
        }
    }

    [Fact]
    public void Directions_that_are_rounding_are_no_rows_of_a_factor()
    {
        // One input, rank 2: the second row has nothing to read.
        Tensor a = new InputSubspaces(1).Leading("x", Moment([[3, 0, 4]]), 2, 1e-10);
        Near(a, [0.6, 0, 0.8, 0, 0, 0]);
    }

    [Fact]
    public void Inputs_of_zero_protect_nothing()
    {
        var subspace = new InputSubspace();
        subspace.Update(torch.zeros(3, 3, dtype: ScalarType.Float64), 0.9);
        subspace.Basis.Should().BeNull();
    }

    private static Tensor Moment(double[][] inputs)
    {
        Tensor x = torch.tensor(inputs.SelectMany(r => r).ToArray()).view(inputs.Length, -1);
        return x.t().mm(x) / inputs.Length;
    }

    private static void Near(Tensor seen, double[] wanted) =>
        seen.contiguous().data<double>().ToArray().Should().Equal(wanted, (x, y) => Math.Abs(x - y) < 1e-11);
}
