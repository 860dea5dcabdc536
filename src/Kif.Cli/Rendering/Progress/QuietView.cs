using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;
using Kif.Pipeline.Tuning;
using Spectre.Console;

namespace Kif.Cli.Rendering.Progress;

/// <summary>A view that prints only the result.</summary>
internal sealed class QuietView(IAnsiConsole console) : IComparisonView
{
    public void Searching(StrategyEvent e)
    {
    }

    public void Found(TuningResult found)
    {
    }

    public void Begin(CompareJob job)
    {
    }

    public async Task WatchAsync(IAsyncEnumerable<StrategyEvent> events, ComparisonProgress progress, CancellationToken stop)
    {
        await foreach (StrategyEvent e in events) progress.Hear(e);
    }

    public void End(CompareJob job, ComparisonResult result, int code) => ResultText.End(console, job, result);

    public void Stopped(CompareJob job, ProgressReading reading) => ResultText.Stopped(job, reading);

    public void Failed(Exception e)
    {
    }
}
