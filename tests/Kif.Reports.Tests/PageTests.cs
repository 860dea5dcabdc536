using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Tests.Reports;

public sealed class PageTests
{
    private static readonly string Page = Pages.Of(new SampleRuns().Saved());

    [Fact]
    public void Every_drawing_is_well_formed_and_says_what_it_shows_or_is_hidden_from_readers()
    {
        var drawings = Pages.Drawings(Page);
        drawings.Should().HaveCountGreaterThan(20);
        drawings.Should()
            .OnlyContain(d => (string?)d.Attribute("role") == "img"
                ? ((string)d.Attribute("aria-label")!).Length > 20 : (string?)d.Attribute("aria-hidden") == "true");
        Page.Should().NotContain("NaN").And.NotContain("Infinity");
    }

    [Fact]
    public void Every_table_has_a_caption_and_every_head_a_scope()
    {
        string markup = Pages.Markup(Page);
        Regex.Count(markup, "<table").Should().Be(Regex.Count(markup, "<caption>")).And.BeGreaterThan(8);
        Regex.Count(markup, "<th[ >]").Should().Be(Regex.Count(markup, "<th scope="));
    }

    [Fact]
    public void The_file_refers_to_nothing_outside_and_forbids_it()
    {
        Page.Should().NotContainAny("http://", "https://", "src=", "url(", "@import", "<link", "<iframe", "fetch(", "XMLHttpRequest", "import(");
        Page.Should().Contain("default-src 'none'");
    }

    [Fact]
    public void Headings_go_down_one_level_at_a_time()
    {
        int[] levels = [.. Regex.Matches(Pages.Markup(Page), "<h([1-6])").Select(m => int.Parse(m.Groups[1].Value))];
        levels[0].Should().Be(1);
        levels.Zip(levels.Skip(1)).Should().OnlyContain(p => p.Second <= p.First + 1);
        levels.Count(l => l == 1).Should().Be(1);
    }

    [Fact]
    public void Every_link_of_the_contents_has_its_section_and_no_id_is_there_twice()
    {
        string[] ids = [.. Regex.Matches(Page, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
        ids.Should().OnlyHaveUniqueItems();
        Regex.Matches(Page, "href=\"#([^\"]+)\"").Select(m => m.Groups[1].Value).Should().NotBeEmpty().And.BeSubsetOf(ids);
    }

    [Fact]
    public void Data_for_scripts_is_JSON()
    {
        string[] data = [.. Regex.Matches(Page, "<script type=\"application/json\"[^>]*>(.*?)</script>", RegexOptions.Singleline)
            .Select(m => m.Groups[1].Value)];
        data.Should().HaveCount(2);
        foreach (string json in data) JsonDocument.Parse(json).RootElement.GetProperty("runs").GetArrayLength().Should().Be(3);
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\"><img onerror='x'>")]
    [InlineData("\u202egnp.exe\u202c")]
    [InlineData("<!--<script>")]
    public void Hostile_text_stays_text_wherever_it_stands(string hostile)
    {
        var runs = new SampleRuns { Tasks = ["a" + hostile, "b" + hostile], Strategies = ["seq-lora", "kif" + hostile], Answer = _ => hostile };
        string page = Pages.Of(runs.Of(new(runs.Saved().Result.Runs) { Failures = [new(new("x" + hostile, RunKey.FirstOrder, 1), hostile)] }));
        string markup = Pages.Markup(page);
        Regex.Count(page, "<script").Should().Be(3, "the page's own, and two of data");
        page.Should().NotContainAny("<img", "alert(1)</script>", "\u202e", "\u202c", "<!--");
        (markup.Contains("&lt;", StringComparison.Ordinal) || markup.Contains("\\u202e", StringComparison.Ordinal)).Should().BeTrue("the text is there");
        Pages.Drawings(page).Should().NotBeEmpty();
    }

    [Fact]
    public void Few_seeds_are_called_not_comparable_and_have_neither_rank_nor_interval()
    {
        string page = Pages.Of(new SampleRuns { Seeds = [1, 2] }.Saved());
        page.Should().Contain("Results, not ranked").And.Contain("Not comparable: 2 seeds, at least 3 are needed").And.NotContain(">rank<");
        Pages.Of(new SampleRuns().Saved()).Should().Contain(">rank<");
    }

    [Fact]
    public void One_run_alone_makes_a_page() =>
        Pages.Of(new SampleRuns { Seeds = [1], Strategies = ["kif-lora"] }.Saved()).Should().Contain("1 strategy learned 3 tasks").And.Contain("1 run of");

    [Fact]
    public void Joint_training_alone_makes_a_page()
    {
        var runs = new SampleRuns { Strategies = ["joint"] };
        StrategyRun[] joint = [
            .. runs.Saved().Result.Runs.Select(r => r with
            { Matrix = OnlyLast(r.Matrix), Predictions = [.. r.Predictions.Where(p => p.After is 0 or 3)], MidTaskScores = [] })];
        string page = Pages.Of(runs.Of(new(joint)));
        page.Should().Contain("joint").And.NotContain("NaN");
        Pages.Drawings(page).Should().NotBeEmpty();
    }

    [Fact]
    public void Failures_alone_make_a_page_that_says_so()
    {
        var runs = new SampleRuns();
        string page = Pages.Of(runs.Of(new([]) { Failures = [new(new("kif-lora", RunKey.FirstOrder, 1), "out of memory")] }));
        page.Should().Contain("No run is done").And.Contain("out of memory").And.Contain("Failed runs");
    }

    [Fact]
    public void Without_explanations_there_is_no_skill_unit_view()
    {
        Pages.Of(new SampleRuns { Strategies = ["seq-lora", "ewc"] }.Saved()).Should().NotContain("Skill units");
        Page.Should().Contain("Skill units").And.Contain("how much of the new model each skill unit took");
    }

    [Fact]
    public void Empty_cells_are_shown_as_such()
    {
        var runs = new SampleRuns();
        StrategyRun[] some = [.. runs.Saved().Result.Runs.Select(r => r with { Matrix = OnlyLast(r.Matrix) })];
        Pages.Of(runs.Of(new(some))).Should().NotContain("NaN").And.Contain("<td>–</td>");
    }

    [Fact]
    public void A_page_written_twice_is_the_same_twice() => Pages.Of(new SampleRuns().Saved()).Should().Be(Page);

    private static PerformanceMatrix OnlyLast(PerformanceMatrix full)
    {
        var matrix = new PerformanceMatrix(full.Tasks);
        for (int i = 0; i < full.Tasks.Count; i++) matrix[full.Tasks.Count - 1, i] = full[full.Tasks.Count - 1, i];
        return matrix;
    }
}
