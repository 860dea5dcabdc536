using Kif.Tests;

namespace Kif.Baselines.Tests.Anchoring;

/// <summary>algorithms.md 10.8, 14.10.</summary>
public sealed class LwfTests
{
    private static readonly double[] Teacher = [2, 1, 0], Student = [1, 1, 1];

    [Fact]
    public void The_divergence_is_that_of_the_worked_example_in_each_form()
    {
        Value(new()).Should().BeApproximately(0.0784209519413, 1e-12);
        Value(new() { SquareTemperature = true }).Should().BeApproximately(0.313683807765, 1e-12);
        Value(new() { Reversed = true }).Should().BeApproximately(0.0816573819736, 1e-12);
        Value(new() { Lambda = 3 }).Should().BeApproximately(3 * 0.0784209519413, 1e-11);
    }

    [Fact]
    public void It_is_a_mean_over_target_positions() => Value(new(), rows: 4).Should().BeApproximately(0.0784209519413, 1e-12);

    [Fact]
    public void There_is_no_term_before_a_task_was_kept_and_none_without_weight()
    {
        Term(new LwfStrategy(new()), 1).Should().BeNull();
        var off = new LwfStrategy(new() { Lambda = 0 });
        off.LearnTask([0]);
        StateSize.Of(off).Should().Be(0);
        Term(off, 1).Should().BeNull();
    }

    private static double Value(LwfOptions options, int rows = 1)
    {
        var lwf = new LwfStrategy(options);
        lwf.LearnTask([1, 2, 3]);
        return Term(lwf, rows)!.Value;
    }

    private static double? Term(LwfStrategy lwf, int rows)
    {
        using var scope = torch.NewDisposeScope();
        Tensor Rows(double[] logits) => torch.tensor(logits).expand(rows, 3);
        var result = new ForwardResult(torch.zeros(1), Rows(Student), torch.zeros(rows, dtype: ScalarType.Int64));
        return lwf.Loss(new LossInput
        {
            Position = Hook.Position(0), Examples = [], Result = result, More = new More(Rows(Teacher)), Random = new RandomStream(1),
        })?.ToDouble();
    }

    private sealed class More(Tensor teacher) : ScriptedForward
    {
        public override Tensor LogitsUnder(Tensor weights)
        {
            weights.data<double>().ToArray().Should().Equal(1, 2, 3);
            return teacher;
        }
    }
}
