using Kif.Tests;

namespace Kif.Baselines.Tests.AGem;

public sealed class AGemStrategyTests
{
    private static readonly ReplayExample[] Memory = Moments.Memory(1, 3);

    [Fact]
    public void The_worked_example_is_projected()
    {
        using var scope = torch.NewDisposeScope();
        double[] projected = Adjusted([1, -2, 0.5], [0.5, 1, 1])!;
        projected[0].Should().BeApproximately(1.22222222222, 1e-9);
        projected[1].Should().BeApproximately(-1.55555555556, 1e-9);
        projected[2].Should().BeApproximately(0.944444444444, 1e-9);
        (projected[0] * 0.5 + projected[1] + projected[2]).Should().BeApproximately(0, 1e-15);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void No_gradient_goes_against_the_reference_and_those_that_did_not_stay_as_they_are(ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        int projections = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new RandomStream((ulong)seed);
            double scale = Math.Pow(10, random.Next(13) - 6);
            Tensor g = Draw(random, type, scale), r = Draw(random, type, 1 / scale);
            Tensor? adjusted = Adjust(g, r).Gradients;
            double before = g.to(torch.float64).dot(r.to(torch.float64)).ToDouble();
            (adjusted is null).Should().Be(before >= 0);
            if (adjusted is null) continue;
            projections++;
            Tensor after = adjusted.to(torch.float64), reference = r.to(torch.float64);
            after.dot(reference).ToDouble().Should().BeGreaterThanOrEqualTo(-1e-6 * g.to(torch.float64).norm().ToDouble() * reference.norm().ToDouble());
        }
        projections.Should().BeInRange(10, 40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-16)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_reference_without_length_or_without_numbers_changes_nothing(double element)
    {
        using var scope = torch.NewDisposeScope();
        Adjusted([-1, -1], [element, element]).Should().BeNull();
    }

    [Fact]
    public void An_empty_memory_is_not_probed()
    {
        using var scope = torch.NewDisposeScope();
        new AGemStrategy(new()).AdjustGradients(Moments.Gradients(torch.ones(2), [], new ScriptedProbe())).Should().Be(GradientOutcome.Unchanged);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(2, 2)]
    public void The_reference_batch_is_as_large_as_the_step_over_its_micro_batches_or_as_the_option_says(int? option, int wanted)
    {
        using var scope = torch.NewDisposeScope();
        var probe = new ScriptedProbe { OnGradients = _ => torch.ones(2) };
        var strategy = new AGemStrategy(new() { BatchSize = option });
        Example[] examples = [.. Moments.Memory(1, 5).Select(m => m.Example)];
        strategy.Loss(Moments.Forward(examples[..3], null!, Memory)).Should().BeNull();
        strategy.Loss(Moments.Forward(examples[3..], null!, Memory)).Should().BeNull();
        strategy.AdjustGradients(Moments.Gradients(torch.ones(2), Memory, probe));
        probe.Seen.Should().HaveCount(wanted);
    }

    [Fact]
    public void The_reference_batch_is_balanced_over_tasks_by_default_and_by_size_in_the_paper()
    {
        using var scope = torch.NewDisposeScope();
        ReplayExample[] uneven = [.. Moments.Memory(1, 90), new(90, "b", new("", "", "b0"))];
        int OfSecond(MethodProfile profile)
        {
            var probe = new ScriptedProbe { OnGradients = _ => torch.ones(2) };
            new AGemStrategy(new() { Profile = profile, BatchSize = 40 }).AdjustGradients(Moments.Gradients(torch.ones(2), uneven, probe));
            return probe.Seen.Count(e => e.Id == "b0");
        }
        OfSecond(MethodProfile.Recommended).Should().Be(20);
        OfSecond(MethodProfile.OfficialCode).Should().Be(1, "a pass has every memory once");
        OfSecond(MethodProfile.Paper).Should().BeLessThan(10);
    }

    private static Tensor Draw(RandomStream random, ScalarType type, double scale) =>
        torch.tensor([.. Enumerable.Range(0, 100).Select(_ => scale * random.NextNormal())], dtype: type);

    private static GradientOutcome Adjust(Tensor gradient, Tensor reference) =>
        new AGemStrategy(new() { BatchSize = 3 }).AdjustGradients(Moments.Gradients(gradient, Memory, new ScriptedProbe { OnGradients = _ => reference }));

    private static double[]? Adjusted(double[] gradient, double[] reference) =>
        Adjust(torch.tensor(gradient), torch.tensor(reference)).Gradients?.data<double>().ToArray();
}
