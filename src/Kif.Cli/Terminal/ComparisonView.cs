using Spectre.Console;

namespace Kif.Cli;

/// <summary>A display of a comparison's progress and result.</summary>
internal interface IComparisonView
{
    /// <summary>Shows an event of a trial, if options are tuned before the comparison.</summary>
    void ShowTrial(RunEvent e);

    /// <summary>Shows the options that tuning has chosen.</summary>
    void ShowTuning(TuningResult found);

    /// <summary>Whether it itself shows what is waited for once the comparison is being stopped. Default: no, the error stream does.</summary>
    bool TellsStop => false;

    /// <summary>Shows the plan of the comparison.</summary>
    void Begin(CompareJob job);

    /// <summary>Consumes all events and shows the progress.</summary>
    /// <param name="events">The events.</param>
    /// <param name="progress">The progress, which each event updates.</param>
    /// <param name="stop">Canceled to stop the comparison at its next step.</param>
    Task WatchAsync(IAsyncEnumerable<RunEvent> events, ComparisonProgress progress, CancellationToken stop);

    /// <summary>Shows the result.</summary>
    void End(CompareJob job, ComparisonOutcome outcome);

    /// <summary>Shows that the comparison was stopped, and the way to resume it.</summary>
    void Stopped(CompareJob job, ProgressSnapshot reading);

    /// <summary>Shows an error that ends the comparison; its message is printed elsewhere too.</summary>
    void Failed(Exception e);
}

/// <summary>The end of a comparison.</summary>
/// <param name="Result">All of its runs.</param>
/// <param name="Code">The exit code.</param>
/// <param name="Page">The page that shows them; null if none was written.</param>
/// <param name="PageError">The reason why none could be written; null if there is none.</param>
internal sealed record ComparisonOutcome(ComparisonResult Result, int Code, string? Page = null, string? PageError = null);

/// <summary>A view that prints only the result.</summary>
internal sealed class QuietView(IAnsiConsole console) : IComparisonView
{
    public void ShowTrial(RunEvent e)
    {
    }

    public void ShowTuning(TuningResult found)
    {
    }

    public void Begin(CompareJob job) => ResultText.WarnAside(job);

    public async Task WatchAsync(IAsyncEnumerable<RunEvent> events, ComparisonProgress progress, CancellationToken stop)
    {
        await foreach (RunEvent e in events) progress.Handle(e);
    }

    public void End(CompareJob job, ComparisonOutcome outcome) => ResultText.End(console, job, outcome);

    public void Stopped(CompareJob job, ProgressSnapshot reading) => ResultText.Stopped(job, reading);

    public void Failed(Exception e)
    {
    }
}
