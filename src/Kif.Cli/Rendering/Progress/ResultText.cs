using Kif.Pipeline.Comparison;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;
using Spectre.Console;

namespace Kif.Cli.Rendering.Progress;

/// <summary>What people read before and after a comparison.</summary>
internal static class ResultText
{
    public static void Begin(IAnsiConsole console, CompareJob job)
    {
        console.WriteLine(job.Headline);
        if (job.Advice is { } advice) console.MarkupLineInterpolated($"[yellow]Note: {advice}.[/]");
    }

    public static void End(IAnsiConsole console, CompareJob job, ComparisonResult result)
    {
        console.WriteLine();
        SummaryTable.Write(console, result);
        foreach (StrategyRun one in result.Runs) MatrixTable.Write(console, one, severalSeeds: job.SeedCount > 1);
        var text = new ProgressText(job.Grid);
        foreach (RunFailure failure in result.Failures) console.MarkupLineInterpolated($"[red]{text.Name(failure.Key)} failed:[/] {ProgressText.OneLine(failure.Message)}");
        if (result.Failures.Count > 0 && job.Folder is not null) console.WriteLine("The same command again tries only what failed.");
        if (job.Folder is { } folder) console.WriteLine($"Everything needed to redo and to plot this is in {folder}.");
    }

    /// <summary>Says on the error stream what is kept and how to go on.</summary>
    public static void Stopped(CompareJob job, ProgressReading reading)
    {
        int kept = reading.Finished + reading.Found;
        Console.Error.WriteLine(job.Folder is { } folder
            ? $"kif: stopped; {kept} of {reading.Runs} runs are done and kept in {folder}. The same command again does the rest."
            : $"kif: stopped; nothing was kept. With --out FOLDER, runs that are done are kept and the same command goes on.");
    }

    /// <summary>Says on the error stream that the run is about to stop.</summary>
    public static void Stopping(CancellationToken stop, out CancellationTokenRegistration registration) =>
        registration = stop.Register(() => Console.Error.WriteLine("kif: stopping at the next step; Ctrl+C again kills at once"));
}
