using Kif.Cli.Exit;
using Kif.Cli.Rendering.Progress;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;

namespace Kif.Cli.Commands;

/// <summary>The running and showing of a comparison.</summary>
internal static class ComparisonProgram
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="comparisons">The service that prepares it.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <param name="view">The display.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="cancellation">Stops it at the next step.</param>
    public static async Task<int> RunAsync(CompareService comparisons, Func<CompareSettings> settings, IComparisonView view, string name, CancellationToken cancellation)
    {
        try
        {
            CompareSettings asked = settings();
            if (asked.Tune > 0) view.Found(await TuneJob.RunAsync(comparisons, asked, view.Searching, cancellation));
            using CompareJob job = comparisons.Prepare(asked, $"kif {name} " + string.Join(' ', Environment.GetCommandLineArgs().Skip(2)));
            view.Begin(job);
            return await ShowAsync(job, view, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            view.Failed(e);
            throw;
        }
    }

    private static async Task<int> ShowAsync(CompareJob job, IComparisonView view, CancellationToken cancellation)
    {
        var progress = new ComparisonProgress(job.Grid, job.TaskCount);
        ComparisonResult result;
        try
        {
            await using ComparisonRun run = job.Start(cancellation);
            await view.WatchAsync(run.Events, progress, cancellation);
            result = await run.Completion;
        }
        catch (OperationCanceledException)
        {
            view.Stopped(job, progress.Read());
            return ExitCode.Cancelled;
        }
        ComparisonResult all = job.Finish(result);
        int code = all.Failures.Count > 0 ? ExitCode.Failed : 0;
        view.End(job, all, code);
        return code;
    }
}
