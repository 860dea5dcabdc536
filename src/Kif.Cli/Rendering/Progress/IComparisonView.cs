using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;
using Kif.Pipeline.Tuning;

namespace Kif.Cli.Rendering.Progress;

/// <summary>Shows a comparison to whoever called it.</summary>
internal interface IComparisonView
{
    /// <summary>An event of a trial, where options are searched before.</summary>
    void Searching(StrategyEvent e);

    /// <summary>What the search took.</summary>
    void Found(TuningResult found);

    /// <summary>What will run.</summary>
    void Begin(CompareJob job);

    /// <summary>Takes events in until there are no more, and shows how far things are.</summary>
    /// <param name="events">The events.</param>
    /// <param name="progress">What takes them in.</param>
    /// <param name="stop">Cancelled when the run shall stop, which takes it until its next step.</param>
    Task WatchAsync(IAsyncEnumerable<StrategyEvent> events, ComparisonProgress progress, CancellationToken stop);

    /// <summary>What it came to.</summary>
    void End(CompareJob job, ComparisonResult result, int code);

    /// <summary>That it was stopped, and how to go on.</summary>
    void Stopped(CompareJob job, ProgressReading reading);

    /// <summary>That it can't go on; the message is printed elsewhere too.</summary>
    void Failed(Exception e);
}
