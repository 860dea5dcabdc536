using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;
using Kif.Pipeline.Tuning;

namespace Kif.Cli.Rendering.Progress;

/// <summary>A display of a comparison's progress and result.</summary>
internal interface IComparisonView
{
    /// <summary>Shows an event of a trial, if options are tuned before the comparison.</summary>
    void Searching(StrategyEvent e);

    /// <summary>Shows the options that tuning has chosen.</summary>
    void Found(TuningResult found);

    /// <summary>Shows the plan of the comparison.</summary>
    void Begin(CompareJob job);

    /// <summary>Consumes all events and shows the progress.</summary>
    /// <param name="events">The events.</param>
    /// <param name="progress">The progress, which each event updates.</param>
    /// <param name="stop">Canceled to stop the comparison at its next step.</param>
    Task WatchAsync(IAsyncEnumerable<StrategyEvent> events, ComparisonProgress progress, CancellationToken stop);

    /// <summary>Shows the result.</summary>
    void End(CompareJob job, ComparisonResult result, int code);

    /// <summary>Shows that the comparison was stopped, and the way to resume it.</summary>
    void Stopped(CompareJob job, ProgressReading reading);

    /// <summary>Shows an error that ends the comparison; its message is printed elsewhere too.</summary>
    void Failed(Exception e);
}
