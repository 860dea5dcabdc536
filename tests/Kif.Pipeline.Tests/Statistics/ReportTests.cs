using System.Text.Json;

namespace Kif.Tests.Statistics;

public class ReportTests
{
    private static readonly ComparisonResult Compared = Grid.OfScores(
        from seed in new[] { 1, 2, 3, 4, 5, 6 }
        from strategy in new[] { "seq-lora", "better, \"quoted\"", "odd" }
        select (strategy, 1, (long)seed, 40 + seed % 3 + strategy switch { "seq-lora" => 0, "odd" => seed % 2, _ => 10 }));

    private static readonly ComparisonResult OneSeed = new([.. Compared.Runs.Where(r => r.Seed == 1)])
        { Failures = [new(new("lost", "order-1", 1), "it is\nbroken")] };

    [Fact]
    public void Markdown_ranks_and_says_what_may_be_said()
    {
        string text = MarkdownReport.Write(Compared, "kif compare");
        text.Should()
            .StartWith("```\nkif compare\n```\n\n| strategy | runs | AP | 95 %, t | 95 %, bootstrap |\n|---|---|---|---|---|\n"
                + "| better, \"quoted\" | 6 | 51.0 ± 0.9 | 50.1 to 51.9 |");
        text.Should()
            .Contain("- better, \"quoted\" is 10.0 points of AP above seq-lora on average, but no difference is shown "
                + "(95 % interval 10.0 to 10.0, 6 pairs, p = 0.12 after Holm's adjustment; 6 pairs could not");
        text.Should().Contain("| better, \"quoted\" | AP | 6 | 10.0 ± 0.0 | 10.0 to 10.0 | 10.0 to 10.0 | 0.031 | 0.125 | – | 100 % |");
        foreach (RunMetric metric in RunMetrics.All) text.Should().Contain(metric.Definition);
        text.Should()
            .NotContain("| unseen |", "nothing unseen was scored").And.NotContain("not comparable").And.Contain(
                "**odd**, order-1, seed 6\n\n| after | a | b |\n");
    }

    [Fact]
    public void Below_three_seeds_no_report_ranks_or_shows_a_p()
    {
        string text = MarkdownReport.Write(OneSeed);
        text.Should()
            .StartWith("**not comparable: 1 seed, at least 3 are needed (or 6 orders).**").And.Contain("| seq-lora | 1, not comparable | 41.0 | – | – |").And.Contain(
                "| lost, order-1, seed 1 | it is broken |");
        text.IndexOf("| seq-lora |", StringComparison.Ordinal).Should()
            .BeLessThan(text.IndexOf("| better", StringComparison.Ordinal), "they stand as they were named");
        JsonElement json = JsonDocument.Parse(JsonReport.Write(OneSeed)).RootElement;
        json.GetProperty("ranking").GetArrayLength().Should().Be(0);
        json.GetProperty("differences").EnumerateArray().Should().OnlyContain(d => d.GetProperty("pValue").ValueKind == JsonValueKind.Null);
        json.GetProperty("whyNotComparable").GetString().Should().StartWith("not comparable");
        CsvReport.Strategies(OneSeed).Should().Contain("odd,ap,%,1,1,1,false,42,,,,,,,seq-lora,1,1,,,,,,,,,1,1,,,,,,,\n");
    }

    [Fact]
    public void Results_of_a_program_of_ones_own_need_no_folder_and_miss_nothing()
    {
        var saved = new SavedComparison("mine", OneSeed);
        (saved.Folder, saved.Missing.Count, saved.Result).Should().Be(("mine", 0, OneSeed));
        saved.Description.Orders.Should().ContainSingle(o => o.Name == "order-1");
        saved.Steps(OneSeed.Runs[0].Key).Should().BeEmpty();
    }

    [Fact]
    public void The_keys_of_json_stay_as_readers_know_them()
    {
        StrategyRun scored = Compared.Runs[0] with { MidTaskScores = [new(1, 40, "a", 12.5)] };
        JsonElement json = JsonDocument.Parse(JsonReport.Write(new([scored, .. Compared.Runs.Skip(1)]))).RootElement,
            run = json.GetProperty("runs")[0], difference = json.GetProperty("differences")[0];
        Keys(run).Should()
            .Equal("strategy", "order", "seed", "metrics", "cost", "tasks", "untrained", "matrix", "unseen", "within", "warnings");
        Keys(run.GetProperty("within")[0]).Should().Equal("during", "step", "task", "score");
        Keys(difference.GetProperty("effects")).Should().Equal("differences", "average", "pooled", "repeated", "hedgesFactor");
        Keys(difference.GetProperty("difference").GetProperty("student")).Should().Equal("low", "high", "defined");
        Keys(json.GetProperty("noise")[0]).Should().Equal("strategy", "total", "seeds", "orders", "testSet");

        static IEnumerable<string> Keys(JsonElement of) => of.EnumerateObject().Select(p => p.Name);
    }

    [Fact]
    public void Csv_has_a_line_per_run_or_strategy_and_metric()
    {
        string[] runs = CsvReport.Runs(Compared).TrimEnd('\n').Split('\n'), strategies = CsvReport.Strategies(Compared).TrimEnd('\n').Split('\n');
        runs.Should()
            .HaveCount(1 + 18 * RunMetrics.All.Count).And.Contain("odd,order-1,3,ap,%,41").And.Contain("odd,order-1,3,unseen,%,").And.Contain(
                "\"better, \"\"quoted\"\"\",order-1,3,bwt,points,-10");
        strategies.Should().HaveCount(1 + 3 * RunMetrics.All.Count);
        int fields = strategies[0].Count(c => c == ',');
        strategies.Where(l => !l.Contains('"')).Should().OnlyContain(l => l.Count(c => c == ',') == fields);
    }

    [Fact]
    public void Json_holds_what_was_computed()
    {
        var statistics = ComparisonStatistics.Of(Compared);
        JsonElement json = JsonDocument.Parse(JsonReport.Write(Compared)).RootElement;
        json.GetProperty("baseline").GetString().Should().Be("seq-lora");
        json.GetProperty("runs").GetArrayLength().Should().Be(18);
        json.GetProperty("metrics").GetArrayLength().Should().Be(RunMetrics.All.Count);
        JsonElement odd = json.GetProperty("strategies").EnumerateArray().Single(s => s.GetProperty("strategy").GetString() == "odd");
        odd.GetProperty("sentence").GetString().Should().Be(statistics.Sentence("odd"));
        odd.GetProperty("metrics").GetProperty("ap").GetProperty("student").GetProperty("low").GetDouble().Should()
            .Be(statistics.Get("odd").Metrics["ap"].Student.Low);
        odd.GetProperty("metrics").GetProperty("unseen").GetProperty("mean").ValueKind.Should().Be(JsonValueKind.Null);
        json.GetProperty("noise")[0].GetProperty("testSet").GetDouble().Should().Be(statistics.Noise[0].TestSet);
    }

    [Fact]
    public void Equal_runs_give_equal_reports() => MarkdownReport.Write(Compared).Should().Be(MarkdownReport.Write(new([.. Compared.Runs])));
}
