using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>Bounds are what others are read against: they have no rank, are on no front, and are named for what they are.</summary>
public sealed class BoundTests
{
    private static readonly SampleRuns Runs = new() { Strategies = ["seq-lora", "kif-lora", "replay", "joint"] };

    private static readonly ReportData Data = ReportJoiner.Of([Runs.Saved()])[0];

    [Fact]
    public void Roles_follow_from_names_compositions_and_scores()
    {
        Data.Contenders.Should().Equal("kif-lora", "replay");
        (Data.LowerBound, Data.UpperBound).Should().Be(("seq-lora", "joint"));
        SavedComparison saved = new SampleRuns { Strategies = ["plain", "mine"] }.Saved();
        var renamed = new SavedComparison("x", saved.Description with
            { Compositions = new Dictionary<string, JsonObject> { ["plain"] = new() { ["strategy"] = "seq-full" }, ["mine"] = new() { ["strategy"] = "ewc" } } },
            saved.Result);
        ReportJoiner.Of([renamed])[0].LowerBound.Should().Be("plain");
        StrategyRun[] other = [.. Runs.Saved().Result.Runs.Select(r => r.Strategy == "joint" ? r with { Key = r.Key with { Strategy = "everything" } } : r)];
        ReportJoiner.Of([new SavedComparison("x", new ComparisonResult(other))])[0].UpperBound.Should().Be("everything", "it has scores after the last task only");
    }

    [Fact]
    public void Where_nothing_else_was_run_a_bound_is_what_is_looked_at()
    {
        ReportJoiner.Of([new SampleRuns { Strategies = ["seq-lora", "joint"] }.Saved()])[0].Contenders.Should().Equal("seq-lora");
        ReportJoiner.Of([new SampleRuns { Strategies = ["joint"] }.Saved()])[0].Contenders.Should().Equal("joint");
    }

    [Fact]
    public void Bounds_have_no_rank_and_are_on_no_front()
    {
        string page = Pages.Markup(Pages.Of(Runs.Saved()));
        Cells(page, "Mean over runs and 95 % interval", "joint")[0].Should().Be("upper bound");
        Cells(page, "Mean over runs and 95 % interval", "seq-lora")[0].Should().Be("lower bound");
        Cells(page, "Mean over runs and 95 % interval", "kif-lora")[0].Should().MatchRegex("^[12]$");
        Cells(page, "AP and training time", "joint")[2].Should().Be("bound");
        page.Should().NotContain("Best is joint").And.NotContain("better than joint").And.NotContain("joint is highest");
    }

    [Fact]
    public void The_share_of_the_gap_is_over_the_runs_that_all_have()
    {
        BoundGap gap = BoundGap.Of(Data)!;
        gap.Closed(Data, "joint").Should().BeApproximately(100, 1e-9);
        gap.Closed(Data, "seq-lora").Should().BeApproximately(0, 1e-9);
        double own = Data.Result.Statistics.Get("replay").Metrics["ap"].Mean, low = gap.Ap.Lower;
        gap.Closed(Data, "replay").Should().BeApproximately(100 * (own - low) / (95 - low), 1e-9);
        StrategyRun[] equal = [.. Runs.Saved().Result.Runs.Where(r => r.Strategy != "joint")];
        BoundGap.Of(ReportJoiner.Of([Runs.Of(new(equal))])[0]).Should().BeNull("there is no bound above");
    }

    [Fact]
    public void Joint_training_is_not_called_by_the_name_of_the_last_task()
    {
        ScoreMatrix matrix = ScoreMatrix.Of(Data, "joint", RunKey.FirstOrder);
        matrix.Rows.Select(r => r.Name).Should().Equal("untrained", "all at once");
        matrix.Rows.Should().OnlyContain(r => r.Learned < 0);
    }

    [Fact]
    public void A_difference_is_that_of_paired_runs()
    {
        ScoreMatrix own = ScoreMatrix.Of(Data, "kif-lora", null), plain = ScoreMatrix.Of(Data, "seq-lora", null);
        ScoreMatrix difference = ScoreMatrix.Difference(Data, "kif-lora", "seq-lora", null);
        difference.Columns.Should().Equal("1st", "2nd", "3rd");
        difference.Rows[2].Scores[0].Should().BeApproximately(own.Rows[3].Scores[0] - plain.Rows[3].Scores[0], 1e-9);
    }

    private static string[] Cells(string page, string caption, string strategy)
    {
        string table = Regex.Match(page, $"<caption>{Regex.Escape(caption)}.*?</table>", RegexOptions.Singleline).Value;
        string row = Regex.Match(table, $"<th scope=\"row\">{Regex.Escape(strategy)}</th>(.*?)</tr>", RegexOptions.Singleline).Groups[1].Value;
        return [.. Regex.Matches(row, "<td[^>]*>(.*?)</td>").Select(m => m.Groups[1].Value)];
    }
}
