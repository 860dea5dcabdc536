using System.Globalization;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The text before and after a comparison.</summary>
internal static class ResultText
{
    /// <summary>The most matrices that are printed, and the widest row of them; beyond it they are in the report only.</summary>
    private const int MostMatrices = 8, MostWidth = 200;

    public static void Begin(IAnsiConsole console, CompareJob job)
    {
        console.WriteLine(job.Headline);
        if (job.Advice is { } advice) console.MarkupLineInterpolated($"[yellow]Note: {advice}.[/]");
        Warn(console, job.Warnings);
    }

    /// <summary>Prints warnings, a paragraph each.</summary>
    public static void Warn(IAnsiConsole console, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings) console.MarkupLineInterpolated($"[yellow]Note: {warning}.[/]");
    }

    /// <summary>Prints the warnings of a comparison to the error stream, where the output holds the result only.</summary>
    public static void WarnAside(CompareJob job)
    {
        foreach (string warning in job.Warnings) Aside.Write($"kif: note: {warning}");
    }

    /// <summary>
    /// Prints the result, the table last: what comes before it may scroll away. Two lines at most follow: the page, and the command that uses what was learned.
    /// </summary>
    public static void End(IAnsiConsole console, CompareJob job, ComparisonOutcome outcome)
    {
        ComparisonResult result = outcome.Result;
        Matrices(console, result);
        console.WriteLine();
        Warn(console, ResultWarnings.Of(result));
        if (AbsentMetrics.Sentence(result) is { } absent) console.WriteLine(absent + ".");
        if (outcome.PageError is { } wrong) console.MarkupLineInterpolated($"[yellow]Note: the page could not be written ({ProgressText.OneLine(wrong)}).[/]");
        var text = new ProgressText(job.Grid);
        foreach (RunFailure failure in result.Failures)
        {
            console.MarkupLineInterpolated($"[red]{text.Name(failure.Key)} failed:[/] {ProgressText.OneLine(failure.Message)}");
            if (job.Arguments.Verbose && failure.Trace is { } trace) Aside.Lines(trace);
        }
        if (result.Failures.Count > 0 && job.Folder is not null) console.WriteLine(Again(job, "repeats only what failed"));
        foreach (RunFailure skipped in result.Skipped)
            console.MarkupLineInterpolated(
                $"[yellow]{text.Name(skipped.Key)} is {ProgressText.OneLine(skipped.Message)}.[/] Its result is there when that process is done.");
        if (result.Runs.Count == 0)
        {
            console.WriteLine("No run is done yet.");
            return;
        }
        SummaryTable.Explain(console, result);
        SummaryTable.Write(console, result);
        if (job.Folder is not { } folder) return;
        Whole(console, outcome.Page is { } page ? $"The page:   {page}" : $"The files:  {folder}");
        if (UseLine.Of(folder, result) is { } use) Whole(console, $"To use it:  {use}");
    }

    private static void Matrices(IAnsiConsole console, ComparisonResult result)
    {
        var groups = result.Runs.GroupBy(r => (r.Strategy, r.Order)).ToArray();
        console.WriteLine();
        if (groups.Length > MostMatrices)
        {
            console.WriteLine($"The scores of each task after each task are on the page: {groups.Length} matrices are too many for here.");
            return;
        }
        if (groups.Length == 0) return;
        console.WriteLine("The score of each task (column) after learning each task (row), in percent:");
        int width = Math.Min(console.Profile.Width, MostWidth);
        bool orders = groups.Select(g => g.Key.Order).Distinct().Count() > 1;
        IEnumerable<ScoreBlock> blocks = groups.SelectMany(g => ScoreBlock.Of(
            g.Key.Strategy + (orders ? $", {g.Key.Order}" : "") + (g.Count() > 1 ? $", mean of {g.Count()} seeds" : ""),
            ScoreBlock.Mean([.. g.Select(r => r.Matrix)]), width));
        foreach ((string titles, IReadOnlyList<string> lines) in ScoreBlock.Rows(blocks, width))
        {
            console.WriteLine();
            if (titles.Length > 0) console.MarkupLineInterpolated($"[bold]{titles}[/]");
            foreach (string line in lines) console.WriteLine(line);
        }
    }

    /// <summary>Prints a line that is copied or clicked: it is not broken, however narrow the terminal is.</summary>
    private static void Whole(IAnsiConsole console, string line)
    {
        int width = console.Profile.Width;
        console.Profile.Width = Math.Max(width, line.Length + 1);
        console.WriteLine(line);
        console.Profile.Width = width;
    }

    /// <summary>Says what the same command does when it is given again.</summary>
    private static string Again(CompareJob job, string does) => job.Arguments.OwnFolder
        ? $"The same command with --out {job.Folder} {does}." : $"The same command again {does}.";

    /// <summary>Returns a line for a finished tuning trial; null for other events.</summary>
    public static string? Trial(RunEvent e) => e switch
    {
        RunFinished f => $"search: {e.Run!.Strategy}: {ProgressText.Score(ContinualMetrics.AveragePerformance(f.Matrix))} on held-out examples",
        RunFailed f => $"search: {e.Run!.Strategy}: failed, {ProgressText.OneLine(f.Message)}",
        _ => null,
    };

    /// <summary>Returns the options that tuning has chosen, a line per strategy.</summary>
    public static IEnumerable<string> Found(TuningResult found) => found.Strategies.Select(s =>
    {
        TuningTrialSettings best = s.Trials[s.Best - 1].Settings;
        IEnumerable<string> set = best.Options.Select(o => $"{o.Key}={o.Value}")
            .Concat(best.LearningRate is { } rate ? [string.Create(CultureInfo.InvariantCulture, $"learning rate {rate:G4}")] : []);
        return $"search: {s.Strategy} takes trial {s.Best} of {s.Trials.Count}: {string.Join(", ", set.DefaultIfEmpty("the defaults"))}";
    });

    /// <summary>Prints to the error stream what is kept, and the way to resume.</summary>
    public static void Stopped(CompareJob job, ProgressSnapshot reading)
    {
        var text = new ProgressText(job.Grid);
        string[] begun = [.. reading.Running.Where(r => r.Step > 0 || r.TaskIndex >= 0)
            .Select(r => $"{text.Name(r.Key)}{(r.Tasks > 1 ? string.Create(CultureInfo.InvariantCulture, $" in task {r.TaskIndex + 1} of {r.Tasks}") : "")}")];
        string kept = begun.Length == 1 ? "is kept as far as it" : "are kept as far as they";
        Aside.Write(job.Folder is not { } folder
            ? "kif: stopped; nothing was kept. Without --no-keep, or with --out FOLDER, what is done is kept and can be continued."
            : $"kif: stopped; {ProgressText.Runs(reading)} {(reading.Finished + reading.Found == 1 ? "is" : "are")} done"
                + (begun.Length > 0 ? $", and {string.Join("; ", begun)} {kept} came" : "") + $". All of it is in {folder}. "
                + Again(job, "continues where it stopped"));
    }
}
