using System.Globalization;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The wording of progress.</summary>
/// <param name="grid">The runs; orders and seeds are named if there are several.</param>
internal sealed class ProgressText(IReadOnlyList<RunKey> grid)
{
    private readonly bool orders = grid.Select(k => k.Order).Distinct().Count() > 1, seeds = grid.Select(k => k.Seed).Distinct().Count() > 1;

    /// <summary>Formats a duration, e.g. <c>0:07</c>, <c>12:30</c>, <c>5:02:59</c>, <c>2 d 03:10</c>; a question mark if unknown.</summary>
    public static string Duration(TimeSpan? time)
    {
        if (time is not { } known) return "?";
        TimeSpan t = TimeSpan.FromSeconds(Math.Ceiling(known.TotalSeconds));
        return t switch
        {
            { Days: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{t.Days} d {t.Hours:00}:{t.Minutes:00}"),
            { Hours: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{t.Hours}:{t.Minutes:00}:{t.Seconds:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{t.Minutes}:{t.Seconds:00}"),
        };
    }

    /// <summary>Formats a score; a dash for NaN.</summary>
    public static string Score(double v) => double.IsNaN(v) ? "-" : v.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>Cuts a text to a number of characters.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : most < 1 ? "" : text[..(most - 1)] + "…";

    /// <summary>Joins a message's lines into one.</summary>
    public static string OneLine(string message) =>
        string.Join(' ', message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Formats the number of runs, e.g. <c>3 of 12 runs, 1 failed</c>.</summary>
    public static string Runs(ProgressSnapshot reading) =>
        $"{reading.Finished + reading.Found} of {reading.Runs} run{(reading.Runs == 1 ? "" : "s")}"
        + (reading.Found > 0 ? $" ({reading.Found} found done)" : "") + (reading.Failures.Count > 0 ? $", {reading.Failures.Count} failed" : "");

    /// <summary>Returns a run's name, e.g. <c>kif-lora, order-2, seed 3</c>.</summary>
    public string Name(RunKey key) => string.Join(", ", Parts(key));

    /// <summary>Returns a run's strategy and, if there are several, its order and seed.</summary>
    public IEnumerable<string> Parts(RunKey key)
    {
        yield return key.Strategy;
        if (orders) yield return key.Order;
        if (seeds) yield return string.Create(CultureInfo.InvariantCulture, $"seed {key.Seed}");
    }
}

/// <summary>The text before and after a comparison.</summary>
internal static class ResultText
{
    /// <summary>The most runs whose matrices are printed; beyond it they are in the report only.</summary>
    private const int MostMatrices = 8;

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
        foreach (string warning in job.Warnings) Console.Error.WriteLine($"kif: note: {warning}");
    }

    public static void End(IAnsiConsole console, CompareJob job, ComparisonResult result)
    {
        console.WriteLine();
        if (result.Runs.Count > 0) SummaryTable.Write(console, result);
        else console.WriteLine("No run is done yet.");
        if (result.Runs.Count <= MostMatrices)
        {
            bool several = result.Runs.GroupBy(r => r.Strategy).Any(g => g.Count() > 1);
            foreach (StrategyRun one in result.Runs) MatrixTable.Write(console, one, several);
        }
        Warn(console, ResultWarnings.Of(result));
        var text = new ProgressText(job.Grid);
        foreach (RunFailure failure in result.Failures)
            console.MarkupLineInterpolated($"[red]{text.Name(failure.Key)} failed:[/] {ProgressText.OneLine(failure.Message)}");
        if (result.Failures.Count > 0 && job.Folder is not null) console.WriteLine("The same command again repeats only what failed.");
        foreach (RunFailure skipped in result.Skipped)
            console.MarkupLineInterpolated(
                $"[yellow]{text.Name(skipped.Key)} is {ProgressText.OneLine(skipped.Message)}.[/] Its result is there when that process is done.");
        if (job.Folder is { } folder && result.Runs.Count > 0)
            console.WriteLine($"Everything needed to repeat and to plot this is in {folder}. To view it:  kif report {folder}");
        else if (result.Runs.Count > MostMatrices) console.WriteLine("With --out FOLDER, kif report shows each run.");
    }

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
            .Concat(best.LearningRate is { } rate ? [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"learning rate {rate:G4}")] : []);
        return $"search: {s.Strategy} takes trial {s.Best} of {s.Trials.Count}: {string.Join(", ", set.DefaultIfEmpty("the defaults"))}";
    });

    /// <summary>Prints to the error stream the number of runs that are kept, and the way to resume.</summary>
    public static void Stopped(CompareJob job, ProgressSnapshot reading)
    {
        int kept = reading.Finished + reading.Found;
        Console.Error.WriteLine(job.Folder is { } folder
            ? $"kif: stopped; {kept} of {reading.Runs} runs are done and kept in {folder}. The same command again continues where it stopped."
            : $"kif: stopped; nothing was kept. With --out FOLDER, runs that are done are kept and the same command continues.");
    }

    /// <summary>Prints to the error stream, upon cancellation, that the run is about to stop.</summary>
    public static void Stopping(CancellationToken stop, out CancellationTokenRegistration registration) =>
        registration = stop.Register(() => Console.Error.WriteLine("kif: stopping at the next step; Ctrl+C again kills at once"));
}
