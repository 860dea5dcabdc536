using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;
using Kif.Pipeline.Tuning;
using Spectre.Console;

namespace Kif.Cli.Rendering.Progress;

/// <summary>The text before and after a comparison.</summary>
internal static class ResultText
{
    /// <summary>The most runs whose matrices are printed; beyond it they are in the report only.</summary>
    private const int MostMatrices = 8;

    public static void Begin(IAnsiConsole console, CompareJob job)
    {
        console.WriteLine(job.Headline);
        if (job.Advice is { } advice) console.MarkupLineInterpolated($"[yellow]Note: {advice}.[/]");
    }

    public static void End(IAnsiConsole console, CompareJob job, ComparisonResult result)
    {
        console.WriteLine();
        SummaryTable.Write(console, result);
        if (result.Runs.Count <= MostMatrices)
        {
            bool several = result.Runs.GroupBy(r => r.Strategy).Any(g => g.Count() > 1);
            foreach (StrategyRun one in result.Runs) MatrixTable.Write(console, one, several);
        }
        var text = new ProgressText(job.Grid);
        foreach (RunFailure failure in result.Failures) console.MarkupLineInterpolated($"[red]{text.Name(failure.Key)} failed:[/] {ProgressText.OneLine(failure.Message)}");
        if (result.Failures.Count > 0 && job.Folder is not null) console.WriteLine("The same command again tries only what failed.");
        if (job.Folder is { } folder) console.WriteLine($"Everything needed to redo and to plot this is in {folder}. To look at it:  kif report {folder}");
        else if (result.Runs.Count > MostMatrices) console.WriteLine("With --out FOLDER, kif report shows each run.");
    }

    /// <summary>Returns a line for a finished tuning trial; null for other events.</summary>
    public static string? Trial(StrategyEvent e) => e.Event switch
    {
        RunFinished f => $"search: {e.Strategy}: {ProgressText.Score(ContinualMetrics.AveragePerformance(f.Matrix))} on held-out examples",
        RunFailed f => $"search: {e.Strategy}: failed, {ProgressText.OneLine(f.Message)}",
        _ => null,
    };

    /// <summary>Returns the options that tuning has chosen, a line per strategy.</summary>
    public static IEnumerable<string> Found(TuningResult found) => found.Strategies.Select(s =>
    {
        TrialSettings best = s.Trials[s.Best - 1].Settings;
        IEnumerable<string> set = best.Options.Select(o => $"{o.Key}={o.Value}").Concat(best.LearningRate is { } rate ? [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"learning rate {rate:G4}")] : []);
        return $"search: {s.Strategy} takes trial {s.Best} of {s.Trials.Count}: {string.Join(", ", set.DefaultIfEmpty("the defaults"))}";
    });

    /// <summary>Prints to the error stream the number of runs that are kept, and the way to resume.</summary>
    public static void Stopped(CompareJob job, ProgressReading reading)
    {
        int kept = reading.Finished + reading.Found;
        Console.Error.WriteLine(job.Folder is { } folder
            ? $"kif: stopped; {kept} of {reading.Runs} runs are done and kept in {folder}. The same command again goes on where it stopped."
            : $"kif: stopped; nothing was kept. With --out FOLDER, runs that are done are kept and the same command goes on.");
    }

    /// <summary>Prints to the error stream, upon cancellation, that the run is about to stop.</summary>
    public static void Stopping(CancellationToken stop, out CancellationTokenRegistration registration) =>
        registration = stop.Register(() => Console.Error.WriteLine("kif: stopping at the next step; Ctrl+C again kills at once"));
}
