using System.Xml.Linq;

namespace Kif.Reports.Tests;

/// <summary>The page of a gate's decision.</summary>
public sealed class GatePageTests
{
    private const string Hostile = "<script>alert('x')</script>\u202E";

    [Fact]
    public void A_refusal_names_the_task_and_shows_the_answers_that_were_lost_first()
    {
        string page = GatePage.Write(Report(lost: 30));

        page.Should().Contain("<h1 class=\"fails\">Don\u2019t ship</h1>").And.Contain("Answers that were lost: 30").And.Contain("fails\">fails");
        page.IndexOf("Answers that were lost", StringComparison.Ordinal).Should().BeLessThan(page.IndexOf("Answers that were gained", StringComparison.Ordinal));
        page.Should().Contain("question 1 of kept").And.Contain("old answer").And.Contain("new answer");
        page.Should().NotContainAny("http://", "https://", "src=", "-1.", ">-");
    }

    [Fact]
    public void A_ship_says_so() => GatePage.Write(Report(lost: 0)).Should().Contain("<h1 class=\"ships\">Ship</h1>").And.NotContain("Answers that were lost");

    [Fact]
    public void Texts_of_others_are_escaped()
    {
        string page = GatePage.Write(Report(lost: 3, name: Hostile));

        page.Should().NotContain("<script").And.NotContain("\u202E").And.Contain("&lt;script&gt;");
    }

    [Fact]
    public void Every_interval_lies_in_its_chart_and_every_threshold_is_drawn()
    {
        string page = GatePage.Write(Report(lost: 30));
        string svg = page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + 6)];
        XElement[] lines = [.. XElement.Parse(svg).Descendants("line")];
        lines.Should().HaveCountGreaterThan(5);
        foreach (string place in new[] { "x1", "x2" })
            lines.Select(l => (double)l.Attribute(place)!).Should().OnlyContain(x => x >= 150 && x <= 860);
        lines.Count(l => (string?)l.Attribute("stroke-width") == "3").Should().Be(2, "each task has an interval");
        lines.Count(l => (string?)l.Attribute("stroke-width") == "2").Should().Be(2, "and a threshold");
    }

    private static GateReport Report(int lost, string name = "kept")
    {
        double[] old = [.. Enumerable.Repeat(100.0, 60)], now = [.. Enumerable.Range(0, 60).Select(i => i < lost ? 0.0 : 100)];
        double[] before = [.. Enumerable.Range(0, 60).Select(i => i % 10 == 0 ? 100.0 : 0)], after = [.. Enumerable.Range(0, 60).Select(i => i % 10 == 1 ? 0.0 : 100)];
        GateDecision decision = new ShipGate().Decide([new(name, false, old, now), new("fresh", true, before, after)]);
        return new(decision)
        {
            New = name == Hostile ? Hostile : "runs/new", Old = "runs/old", Data = "my-tasks", Metric = "exact-match",
            Changed = [
                .. Enumerable.Range(0, lost).Select(i => new ChangedAnswer(name, $"{i}", $"question {i} of {name}", "yes", "old answer", "new answer " + name, -100)),
                new(name, "g", "gained", "yes", "no", "yes", 100)],
        };
    }
}
