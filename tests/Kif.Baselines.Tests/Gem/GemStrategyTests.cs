using Kif.Tests;

namespace Kif.Baselines.Tests.Gem;

public sealed class GemStrategyTests
{
    [Fact]
    public void With_one_past_task_no_margin_and_no_ridge_to_speak_of_it_is_the_projection_of_AGEM()
    {
        using var scope = torch.NewDisposeScope();
        double[] projected = Adjusted(new() { Margin = 0, Ridge = 1e-12 }, [1, -2, 0.5], [[0.5, 1, 1]])!;
        projected[0].Should().BeApproximately(1.22222222222, 1e-9);
        projected[1].Should().BeApproximately(-1.55555555556, 1e-9);
        projected[2].Should().BeApproximately(0.944444444444, 1e-9);
    }

    [Fact]
    public void Without_margin_the_result_goes_against_no_past_task_and_is_nearer_than_any_other_such()
    {
        using var scope = torch.NewDisposeScope();
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new RandomStream((ulong)seed);
            double[] Draw() => [.. Enumerable.Range(0, 6).Select(_ => random.NextNormal())];
            (double[] g, double[][] past) = (Draw(), [Draw(), Draw(), Draw()]);
            double[]? adjusted = Adjusted(new() { Margin = 0, Ridge = 1e-10 }, g, past);
            (adjusted is null).Should().Be(past.All(r => Dot(r, g) >= 0));
            if (adjusted is null) continue;
            past.Should().OnlyContain(r => Dot(r, adjusted) > -1e-7);
            for (int other = 0; other < 200; other++)
            {
                double[] candidate = [.. adjusted.Select(x => x + 0.1 * random.NextNormal())];
                if (past.All(r => Dot(r, candidate) >= 0)) Distance(candidate, g).Should().BeGreaterThan(Distance(adjusted, g) - 1e-6);
            }
        }
    }

    [Fact]
    public void The_margin_is_added_of_every_past_gradient_once_one_is_violated_and_of_none_before()
    {
        using var scope = torch.NewDisposeScope();
        Adjusted(new(), [1, 1], [[1, 0], [0, 1]]).Should().BeNull();
        Adjusted(new() { Ridge = 1e-12 }, [-1, 1], [[1, 0], [0, 1]])![1].Should()
            .BeApproximately(1.5, 1e-9, "the second past gradient was not violated, its weight is the margin");
        Adjusted(new() { Ridge = 1e-12 }, [-0.1, 1], [[1, 0], [0, 1]])![0].Should().BeApproximately(0.4, 1e-9, "less than the margin is not added");
    }

    [Theory]
    [InlineData(null, 6)]
    [InlineData(2, 4)]
    public void Every_past_task_has_a_gradient_of_its_own_over_all_its_memories_or_so_many(int? batch, int probed)
    {
        using var scope = torch.NewDisposeScope();
        var sizes = new List<int>();
        var probe = new ScriptedProbe { OnGradients = examples => { sizes.Add(examples.Select(e => e.Id[0]).Distinct().Count()); return torch.ones(2); } };
        new GemStrategy(new() { BatchSize = batch }).AdjustGradients(Moments.Gradients(torch.ones(2), Moments.Memory(2, 3), probe));
        probe.Seen.Should().HaveCount(probed);
        sizes.Should().Equal(1, 1);
    }

    [Fact]
    public void Nothing_happens_without_memory_or_with_gradients_that_are_not_finite()
    {
        using var scope = torch.NewDisposeScope();
        new GemStrategy(new()).AdjustGradients(Moments.Gradients(torch.ones(2), [], new ScriptedProbe())).Should().Be(GradientOutcome.Unchanged);
        Adjusted(new(), [-1, 1], [[1, 0], [double.NaN, 1]]).Should().BeNull();
        Adjusted(new(), [-1, 1], [[double.PositiveInfinity, 0]]).Should().BeNull();
    }

    private static double[]? Adjusted(GemOptions options, double[] gradient, double[][] past)
    {
        var probe = new ScriptedProbe { OnGradients = examples => torch.tensor(past[examples[0].Id[0] - 'a']) };
        return new GemStrategy(options)
            .AdjustGradients(Moments.Gradients(torch.tensor(gradient), Moments.Memory(past.Length, 2), probe)).Gradients?.data<double>().ToArray();
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
