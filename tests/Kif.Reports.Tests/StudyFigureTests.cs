using Kif.Reports;

namespace Kif.Reports.Tests;

/// <summary>The figure of a study: curves in the order of their number, and what the intervals over orders span.</summary>
public class StudyFigureTests
{
    [Fact]
    public void Arms_of_a_curve_are_joined_in_the_order_of_their_number_and_spread_as_their_intervals()
    {
        ArmFindings[] arms =
        [
            Arm("tau-100", ("adaptive", 1), 30, 80), Arm("tau-10", ("adaptive", 0.1), 10, 60), Arm("tau-25", ("adaptive", 0.25), 20, 75),
            Arm("plain", null, 40, 85),
        ];

        Scene scene = StudyFigure.Draw(new(new("only", ["a", "b"]), arms, [], ""));

        PointMark[] marks = [.. scene.Shapes.OfType<PointMark>()];
        marks.Should().HaveCount(4);
        scene.Shapes.OfType<Shade>().Should().HaveCount(4);
        Stroke curve = scene.Shapes.OfType<Stroke>().Single(s => s.Places.Count == 3 && s.Ink == marks[0].Ink);
        curve.Places.Should().Equal(marks[1].At, marks[2].At, marks[0].At);
        Shade around = scene.Shapes.OfType<Shade>().First();
        around.Places.Min(p => p.X).Should().BeLessThan(marks[0].At.X);
        (around.Places.Max(p => p.X) - marks[0].At.X).Should().BeApproximately(marks[0].At.X - around.Places.Min(p => p.X), 1e-6);
    }

    [Fact]
    public void An_arm_of_the_papers_values_says_so_and_one_without_intervals_has_no_spread()
    {
        ArmFindings published = Arm("tau-25", ("adaptive", 0.25), 20, 75);
        published = published with { Arm = published.Arm with { IsPublished = true } };
        ArmFindings alone = Arm("plain", null, 40, 85) with { OverOrders = Intervals(ConfidenceInterval.Undefined, ConfidenceInterval.Undefined) };

        Scene scene = StudyFigure.Draw(new(new("only", ["a", "b"]), [published, alone], [], ""));

        scene.Shapes.OfType<TextLabel>().Select(t => t.Text).Should().Contain("tau-25 (published)").And.Contain("plain");
        scene.Shapes.OfType<Shade>().Should().HaveCount(1);
    }

    private static ArmFindings Arm(string name, (string, double)? place, double forgetting, double learning) => new(
        new(name, place is null ? "seq-lora" : "kif-lora") { Place = place },
        new Dictionary<string, SampleSummary>
        {
            ["forgetting"] = SampleSummary.Of([forgetting - 1, forgetting + 1]), ["learning-accuracy"] = SampleSummary.Of([learning - 1, learning + 1]),
        }, [], null, null)
    { OverOrders = Intervals(new(forgetting - 2, forgetting + 2), new(learning - 2, learning + 2)) };

    private static Dictionary<string, ConfidenceInterval> Intervals(ConfidenceInterval forgetting, ConfidenceInterval learning) =>
        new() { ["forgetting"] = forgetting, ["learning-accuracy"] = learning };
}
