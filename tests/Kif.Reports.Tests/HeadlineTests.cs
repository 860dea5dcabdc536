using System.Text.RegularExpressions;
using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>What stands first on the page: the outcome in plain words, four numbers and one chart, before any p-value.</summary>
public sealed class HeadlineTests
{
    private static readonly SampleRuns WithBounds = new() { Strategies = ["seq-lora", "kif-lora", "replay", "joint"] };

    [Fact]
    public void The_outcome_four_numbers_and_one_chart_come_before_any_p()
    {
        string page = Pages.Markup(Pages.Of(WithBounds.Saved()));
        int tiles = page.IndexOf("class=\"tiles\"", StringComparison.Ordinal), chart = page.IndexOf("<figure", StringComparison.Ordinal);
        int p = Regex.Match(page, @"\bp = |p-value|p, Holm").Index, second = page.IndexOf("<section", StringComparison.Ordinal);
        page.IndexOf("class=\"headline\"", StringComparison.Ordinal).Should().BeLessThan(tiles).And.BePositive();
        new[] { tiles, chart, second, p }.Should().BeInAscendingOrder();
        Regex.Count(page[..second], "<figure").Should().Be(1);
        Regex.Count(page[tiles..chart], "<li>").Should().Be(4);
    }

    [Fact]
    public void What_is_shown_is_told_and_what_is_not_is_not()
    {
        HeadlineOf([10, 11, 10], [60, 62, 61], seeds: 9).Should().Contain("mine keeps most").And.Contain("61").And.Contain("plain training");
        HeadlineOf([10, 60, 30], [12, 58, 31], seeds: 9, noise: 5).Should().StartWith("No strategy is shown to beat plain training");
        HeadlineOf([10, 11, 10], [60, 62, 61], seeds: 1).Should().StartWith("In this one run for each strategy, mine ends highest").And.NotContain("shown");
        HeadlineOf([30, 30, 30], [20, 20, 20], seeds: 1).Should().Contain("nothing ends above plain training").And.NotContain("highest");
        HeadlineOf([0, 0, 0], [0, 0, 0], seeds: 3).Should().Contain("every score is 0");
        HeadlineOf([7, 7, 7], [7, 7, 7], seeds: 3).Should().Contain("Both strategies end at the same score");
    }

    [Fact]
    public void One_seed_shows_its_numbers_and_a_single_caveat()
    {
        string page = Pages.Markup(Pages.Of((WithBounds with { Seeds = [1] }).Saved()));
        Regex.Count(page, "(?i)not comparable").Should().Be(1);
        page.Should().Contain("class=\"tiles\"").And.Contain("class=\"caveat\"").And.NotContain(">not comparable<");
    }

    [Theory]
    [InlineData("a difference of -2.3 points", "a difference of −2.3 points")]
    [InlineData("from -0.6 to -12", "from −0.6 to −12")]
    [InlineData("(-3.6 to 0.9)", "(−3.6 to 0.9)")]
    [InlineData("gpt-2, task-1 and --answer-by", "gpt-2, task-1 and --answer-by")]
    [InlineData("1e-8 and 3-4", "1e-8 and 3-4")]
    public void A_minus_before_a_number_is_a_minus_and_a_hyphen_stays(string said, string shown) => ShownNumber.TrueMinus(said).Should().Be(shown);

    [Fact]
    public void No_number_on_the_page_has_a_hyphen_for_a_minus()
    {
        string page = Pages.Markup(Pages.Of(WithBounds.Saved()));
        string words = Regex.Replace(page, "<pre.*?</pre>|<[^>]*>", " ", RegexOptions.Singleline);
        Regex.Matches(words, @"(?<![\w.)-])-\d+(\.\d+)?").Select(m => m.Value).Should().BeEmpty();
        words.Should().Contain("−");
    }

    [Fact]
    public void The_head_says_model_runs_date_and_version_and_the_title_what_was_done()
    {
        SavedComparison saved = WithBounds.Saved();
        var dated = new SavedComparison("x", saved.Description with
        {
            Begun = new(2026, 11, 29, 23, 30, 0, TimeSpan.Zero), Environment = new Dictionary<string, string> { ["kif"] = "0.1.0+0123456789abcdef" },
        }, saved.Result);
        string page = Pages.Of(dated);
        page.Should().Contain("<title>4 strategies, 3 tasks learned one after another (embedded, 29 November 2026)</title>")
            .And.Contain("Date <b>29 November 2026</b>").And.Contain("Kif <b>0.1.0 (0123456)</b>").And.Contain("Model <b>embedded</b>")
            .And.Contain("Runs <b>12 runs (1 order, 3 seeds)</b>");
        Pages.Of(new SavedComparison("mine", saved.Result)).Should().NotContain("Date <b>");
    }

    private static string HeadlineOf(double[] plain, double[] mine, int seeds, double noise = 0)
    {
        string[] tasks = ["a", "b", "c"];
        StrategyRun Run(string name, double[] scores, int seed)
        {
            var matrix = new PerformanceMatrix(tasks);
            for (int l = 0; l < 3; l++)
                for (int i = 0; i < 3; i++) matrix[l, i] = scores[i] == 0 || plain[0] == mine[0] ? scores[i] : scores[i] + 0.01 * seed
                    + (name == "mine" && seed % 2 == 0 ? noise : 0) - (name == "mine" && seed % 2 == 1 ? noise : 0);
            return new(new(name, RunKey.FirstOrder, seed), matrix, [], new RunCost(), 1, 1, 0, []);
        }
        var result = new ComparisonResult([.. Enumerable.Range(1, seeds).SelectMany(s => new[] { Run("seq-lora", plain, s), Run("mine", mine, s) })]);
        return new PageHeadline(ReportJoiner.Of([new SavedComparison("x", result)])[0]).Text;
    }
}
