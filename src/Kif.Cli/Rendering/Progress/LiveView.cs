using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Progress;
using Kif.Pipeline.Tuning;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Kif.Cli.Rendering.Progress;

/// <summary>A view as a live display in a terminal, redrawn at most four times a second and only if it has changed.</summary>
internal sealed class LiveView(IAnsiConsole console) : IComparisonView
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private readonly Lock gate = new();

    public void Searching(StrategyEvent e)
    {
        if (ResultText.Trial(e) is { } line) console.WriteLine(line);
    }

    public void Found(TuningResult found)
    {
        foreach (string line in ResultText.Found(found)) console.WriteLine(line);
    }

    public void Begin(CompareJob job) => ResultText.Begin(console, job);

    public Task WatchAsync(IAsyncEnumerable<StrategyEvent> events, ComparisonProgress progress, CancellationToken stop) =>
        console.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            Task pump = Task.Run(async () =>
            {
                await foreach (StrategyEvent e in events)
                    lock (gate) progress.Hear(e);
            }, CancellationToken.None);
            int told = 0;
            ScreenLine[] before = [];
            do
            {
                ProgressReading reading;
                lock (gate) reading = progress.Read();
                var text = new ProgressText([.. progress.Grid]);
                foreach (RunFailure failure in reading.Failures.Skip(told)) console.MarkupLineInterpolated($"[red]{text.Name(failure.Key)} failed:[/] {ProgressText.OneLine(failure.Message)}");
                told = reading.Failures.Count;
                ScreenLine[] now = [.. new Screen(text).Lines(reading, console.Profile.Width, console.Profile.Height, stop.IsCancellationRequested)];
                if (!now.SequenceEqual(before)) live.UpdateTarget(Drawn(now));
                before = now;
            }
            while (await Task.WhenAny(pump, Task.Delay(Beat, CancellationToken.None)) != pump);
            await pump;
        });

    public void End(CompareJob job, ComparisonResult result, int code) => ResultText.End(console, job, result);

    public void Stopped(CompareJob job, ProgressReading reading) => ResultText.Stopped(job, reading);

    public void Failed(Exception e)
    {
    }

    private static Rows Drawn(IEnumerable<ScreenLine> lines) => new(lines.Select(l => (IRenderable)new Text(l.Text, Style.Parse(l.Style)).Overflow(Overflow.Crop)));
}
