using System.Text.RegularExpressions;
using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>Captions look at the data: they say nothing that is not there to see.</summary>
public sealed class CaptionTests
{
    [Fact]
    public void A_flat_zero_has_a_sentence_and_no_chart()
    {
        var runs = new SampleRuns { Strategies = ["seq-lora", "kif-lora"] };
        StrategyRun[] flat = [.. runs.Saved().Result.Runs.Select(r => r with { Unseen = new(["direction"], [[0], [0], [0], [0]]) })];
        string section = Section(Pages.Of(runs.Of(new(flat))), "unseen");
        section.Should().Contain("direction").And.Contain("scores 0 on them at any time").And.NotContain("<svg").And.NotContain("highest");
        Section(Pages.Of(runs.Saved()), "unseen").Should().Contain("<svg").And.Contain("highest");
    }

    [Fact]
    public void Panels_of_tasks_that_never_score_are_named_instead_of_drawn()
    {
        var runs = new SampleRuns();
        StrategyRun[] some = [.. runs.Saved().Result.Runs.Select(r => r with { Matrix = Without(r.Matrix, 1) })];
        string section = Section(Pages.Of(runs.Of(new(some))), "stream");
        section.Should().Contain("Every score is 0 at any time, so there is no chart: time.");
        section.Should().Contain("<figcaption>place <a").And.NotContain("<figcaption>time <a");
    }

    [Fact]
    public void Every_task_has_a_panel_the_last_one_too()
    {
        string section = Section(Pages.Of(new SampleRuns().Saved()), "stream");
        foreach (string task in new[] { "place", "time", "colour" }) section.Should().Contain($"<figcaption>{task} <a");
        string several = Section(Pages.Of(new SampleRuns { Orders = ["order-1", "order-2"] }.Saved()), "stream");
        foreach (string place in new[] { "1st task", "2nd task", "3rd task" }) several.Should().Contain($"<figcaption>{place} <a");
        several.Should().Contain("order 2: colour → time → place").And.NotContain("order-2:");
    }

    [Fact]
    public void Equal_ends_and_single_runs_are_told_as_such()
    {
        var one = new SampleRuns { Seeds = [1], Strategies = ["ewc"] };
        string page = Pages.Of(one.Saved());
        page.Should().NotContain("Bands reach").And.NotContain("lowest at").And.NotContain("0 strategies").And.NotContain("0 of ");
        var runs = new SampleRuns { Strategies = ["ewc", "lwf"] };
        StrategyRun[] same = [.. runs.Saved().Result.Runs.Select(r => r with { Matrix = runs.Run(r.Key with { Strategy = "ewc" }).Matrix })];
        Pages.Of(runs.Of(new(same))).Should().Contain("After the last task all of them are at ").And.Contain("No strategy differs from ");
    }

    [Fact]
    public void Charts_of_the_loss_are_folded()
    {
        string folder = Directory.CreateTempSubdirectory("kif-steps").FullName;
        try
        {
            var runs = new SampleRuns { Folder = folder };
            foreach (StrategyRun run in runs.Saved().Result.Runs)
            {
                string at = RunFolder.PathOf(folder, run.Key);
                Directory.CreateDirectory(at);
                File.WriteAllLines(Path.Combine(at, RunFiles.Steps), [StepsFile.Head, .. Enumerable.Range(0, 9).Select(i =>
                    StepsFile.Line(new StepFinished(new("place", 0, null, i, 9), 3 - 0.1 * i, new Dictionary<string, double>(), 1, 1e-3, false)))]);
            }
            string section = Section(Pages.Of(runs.Saved()), "loss");
            Regex.Replace(section, "<details>.*</details>", "", RegexOptions.Singleline).Should().NotContain("<svg");
            section.Should().Contain("<svg");
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    private static PerformanceMatrix Without(PerformanceMatrix full, int task)
    {
        var matrix = new PerformanceMatrix(full.Tasks);
        for (int i = 0; i < full.Tasks.Count; i++)
        {
            matrix.SetUntrained(i, i == task ? 0 : full.Untrained(i));
            for (int l = 0; l < full.Tasks.Count; l++) matrix[l, i] = i == task ? 0 : full[l, i];
        }
        return matrix;
    }

    private static string Section(string page, string name) =>
        Regex.Match(page, $"<section id=\"r1-{name}\".*?</section>", RegexOptions.Singleline).Value;
}
