using System.Globalization;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>A view as plain lines, one for every learned task and every run: for pipes, files and build servers.</summary>
internal sealed class LineView(IAnsiConsole console, TextWriter output) : IComparisonView
{
    public void ShowTrial(RunEvent e)
    {
        if (ResultText.Trial(e) is { } line) output.WriteLine(line);
    }

    public void ShowTuning(TuningResult found)
    {
        foreach (string line in ResultText.Found(found)) output.WriteLine(line);
    }

    public void Begin(CompareJob job) => ResultText.Begin(console, job);

    public async Task WatchAsync(IAsyncEnumerable<RunEvent> events, ComparisonProgress progress, CancellationToken stop)
    {
        var text = new ProgressText(progress.Grid);
        await foreach (RunEvent e in events)
        {
            progress.Handle(e);
            if (Line(e, text, progress) is { } line) await output.WriteLineAsync(line);
        }
    }

    public void End(CompareJob job, ComparisonOutcome outcome) => ResultText.End(console, job, outcome);

    public void Stopped(CompareJob job, ProgressSnapshot reading) => ResultText.Stopped(job, reading);

    public void Failed(Exception e)
    {
    }

    /// <summary>Returns the line for an event that the progress already includes; null for none.</summary>
    internal static string? Line(RunEvent e, ProgressText text, ComparisonProgress progress) => e switch
    {
        TaskLearned t when progress.Snapshot() is var reading && reading.Running.FirstOrDefault(r => r.Key == e.Run) is { } run =>
            string.Create(CultureInfo.InvariantCulture,
            $"{text.Name(e.Run!)}: learned {t.Task}, {run.TaskIndex + 1}/{run.Tasks}, loss {run.Loss:G3}; {ProgressText.Duration(reading.Left)} left"),
        RunFinished f => Over(e, text, progress,
            $"{(f.Reused ? "found " : "")}done{Same(f)}, AP {ProgressText.Score(ContinualMetrics.AveragePerformance(f.Matrix))}"),
        RunFailed f => Over(e, text, progress, $"failed, {ProgressText.OneLine(f.Message)}"),
        RunSkipped s => Over(e, text, progress, $"left out, {s.Message}"),
        HookWaiting w => $"{text.Name(e.Run!)}: {ProgressText.OneLine(w.Sentence)}; Ctrl+C twice ends it",
        _ => null,
    };

    private static string Same(RunFinished finished) => finished.CopyOf is { } same ? $", copied from {same}, which computes the same" : "";

    private static string Over(RunEvent e, ProgressText text, ComparisonProgress progress, string outcome)
    {
        ProgressSnapshot reading = progress.Snapshot();
        int over = reading.Finished + reading.Found + reading.Failures.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"[{over}/{reading.Runs}] {text.Name(e.Run!)}: {outcome}; {ProgressText.Duration(reading.Left)} left");
    }
}
