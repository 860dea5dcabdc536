using System.Text.Json;
using MathNet.Numerics.Distributions;

namespace Kif.Pipeline.Tests.Gating;

/// <summary>The decision of the gate, on scores alone.</summary>
public sealed class ShipGateTests
{
    [Fact]
    public void One_task_is_decided_by_the_lower_end_of_the_paired_interval()
    {
        double[] old = [100, 0, 100, 100, 0, 50, 75, 100], now = [100, 100, 100, 100, 0, 100, 75, 100];
        // Differences 0, 100, 0, 0, 0, 50, 0, 0: mean 18.75, deviation 37.2, t(7) at 97.5 % = 2.3646.
        double[] differences = [.. now.Zip(old, (n, o) => n - o)];
        double mean = differences.Average(), error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 7 / 8);

        GateResult task = new ShipGate(new(Forget: 20)).Decide([new("a", IsNew: false, old, now)]).Tasks.Single();

        task.Difference.Should().BeApproximately(18.75, 1e-12);
        task.Interval.Low.Should().BeApproximately(mean - 2.364624251 * error, 1e-6);
        task.Interval.High.Should().BeApproximately(mean + 2.364624251 * error, 1e-6);
        (task.OldScore, task.NewScore, task.Examples, task.Needed).Should().Be((65.625, 84.375, 8, -20));
        task.Passes.Should().BeTrue();
        double low = task.Interval.Low;
        new ShipGate(new(Forget: -low + 1e-9)).Decide([new("a", false, old, now)]).Ships.Should().BeTrue();
        new ShipGate(new(Forget: -low - 1e-9)).Decide([new("a", false, old, now)]).Ships.Should().BeFalse();
    }

    [Fact]
    public void Several_tasks_have_the_levels_of_Holm()
    {
        GateTask[] tasks = [Task("weak", false, 3, 1, 40), Task("strong", true, 30, 1, 40), Task("middle", false, 10, 2, 40)];

        GateDecision decision = new ShipGate(new(1, 0)).Decide(tasks);

        // The surest task has the smallest p: its level is 0.05/3, the next one's 0.05/2, the last one's 0.05.
        foreach ((string name, int divisor) in new[] { ("strong", 3), ("middle", 2), ("weak", 1) })
        {
            GateTask task = tasks.Single(t => t.Name == name);
            double[] d = [.. task.NewScores.Zip(task.OldScores, (n, o) => n - o)];
            double error = Math.Sqrt(d.Sum(x => Math.Pow(x - d.Average(), 2)) / (d.Length - 1) / d.Length);
            double reach = error * StudentT.InvCDF(0, 1, d.Length - 1, 1 - 0.05 / divisor / 2);
            decision.Tasks.Single(t => t.Task == name).Interval.Low.Should().BeApproximately(d.Average() - reach, 1e-9, name);
        }
        decision.Tasks.Select(t => t.Task).Should().Equal("weak", "strong", "middle");
    }

    [Fact]
    public void A_model_against_itself_ships_and_says_what_may_go_unseen()
    {
        double[] scores = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0.0 : 100)];

        GateDecision decision = new ShipGate().Decide([new("a", true, scores, scores), new("b", false, scores, scores)]);

        decision.Ships.Should().BeTrue();
        decision.Sentence.Should().StartWith("Ship: every task passes");
        decision.Notes.Should().ContainSingle().Which.Should().Contain("no score changed").And.Contain("6.0 %");
    }

    [Fact]
    public void One_task_that_fails_is_enough_not_to_ship()
    {
        GateDecision decision = new ShipGate(new(1, 0)).Decide([Task("new", true, 40, 5, 100), Task("kept", false, 0, 0.5, 100), Task("lost", false, -20, 5, 100)]);

        decision.Ships.Should().BeFalse();
        decision.Tasks.Select(t => t.Passes).Should().Equal(true, true, false);
        decision.Sentence.Should().StartWith("Don't ship: 'lost' changed by −").And.NotContain("'kept'");
    }

    [Fact]
    public void One_example_tells_nothing()
    {
        GateDecision decision = new ShipGate(new(100, 0)).Decide([new("a", false, [100], [100])]);

        decision.Ships.Should().BeFalse();
        decision.Tasks.Single().Interval.IsDefined.Should().BeFalse();
        decision.Sentence.Should().Contain("1 example, which tells nothing");
    }

    /// <summary>A model that truly fails one task at the threshold ships in no more than one of forty cases.</summary>
    [Fact]
    public void The_rate_of_wrong_decisions_is_kept()
    {
        var random = new Random(7);
        int shipped = 0;
        const int trials = 2000;
        for (int trial = 0; trial < trials; trial++)
        {
            GateTask At(string name, double loss)
            {
                double[] old = [.. Enumerable.Range(0, 400).Select(_ => 100.0 * (random.NextDouble() < 0.7 ? 1 : 0))];
                // Every answer changes with some chance, and on average as many points are lost as said.
                return new(name, false, old, [.. old.Select(o => o > 0 && random.NextDouble() < loss / 70 + 0.05 ? 0
                    : o == 0 && random.NextDouble() < 0.05 * 70 / 30 ? 100 : o)]);
            }
            if (new ShipGate(new(5, 0)).Decide([At("a", 5), At("b", 0), At("c", 0)]).Ships) shipped++;
        }
        (shipped / (double)trials).Should().BeLessThan(0.04, "2.5 % is the limit, and chance adds to it");
    }

    [Fact]
    public void Json_has_all_that_decided()
    {
        using JsonDocument json = JsonDocument.Parse(new ShipGate(new(2, 1)).Decide([Task("a", true, 5, 1, 50), new("b", false, [1], [2])]).ToJson());

        JsonElement root = json.RootElement;
        root.GetProperty("ships").GetBoolean().Should().BeFalse();
        root.GetProperty("tolerance").GetProperty("gain").GetDouble().Should().Be(1);
        JsonElement task = root.GetProperty("tasks")[0];
        task.EnumerateObject().Select(p => p.Name).Should().Contain(["task", "isNew", "examples", "oldScore", "newScore", "difference", "interval", "needed", "passes"]);
        root.GetProperty("tasks")[1].GetProperty("interval").GetProperty("low").GetString().Should().Be("NaN");
    }

    [Theory, InlineData("forget=1,gain=0", 1, 0), InlineData("gain=2.5", 1, 2.5), InlineData(" forget = 0 ", 0, 0), InlineData("", 1, 0), InlineData("gain=3,forget=0.5", 0.5, 3)]
    public void Tolerances_are_read(string text, double forget, double gain) => GateTolerance.Parse(text).Should().Be(new GateTolerance(forget, gain));

    [Theory, InlineData("forget"), InlineData("forget=x"), InlineData("forget=-1"), InlineData("gain=101"), InlineData("loose=1"), InlineData("gain=1,5"), InlineData("gain=NaN")]
    public void Other_tolerances_are_refused(string text) =>
        FluentActions.Invoking(() => GateTolerance.Parse(text)).Should().Throw<FormatException>().WithMessage("*allowed*");

    [Fact]
    public void Wrong_arguments_are_named()
    {
        FluentActions.Invoking(() => new ShipGate(new(-1, 0))).Should().Throw<ArgumentException>().WithMessage("*forget=-1*");
        FluentActions.Invoking(() => new ShipGate(confidence: 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ShipGate().Decide([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ShipGate().Decide([Task("a", true, 1, 1, 5), Task("a", true, 1, 1, 5)])).Should().Throw<ArgumentException>().WithMessage("*'a'*");
        FluentActions.Invoking(() => new GateTask("a", true, [1, 2], [1])).Should().Throw<ArgumentException>().WithMessage("*2 scores*1*");
        FluentActions.Invoking(() => new GateTask("a", true, [1, double.NaN], [1, 1])).Should().Throw<ArgumentException>();
    }

    private static GateTask Task(string name, bool isNew, double shift, double spread, int count)
    {
        double[] old = [.. Enumerable.Range(0, count).Select(i => 50 + (i % 7 - 3.0))];
        return new(name, isNew, old, [.. old.Select((o, i) => o + shift + spread * ((i * 37 % 11) - 5))]);
    }
}
