using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Kif.Cli;

/// <summary>A view as a live display in a terminal, redrawn at most four times a second and only if it has changed.</summary>
internal sealed class LiveView(IAnsiConsole console) : IComparisonView
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private readonly Lock gate = new();
    private readonly Queue<string> waiting = new();
    private GrowingScores? scores;

    public bool TellsStop => true;

    public void ShowTrial(RunEvent e)
    {
        if (ResultText.Trial(e) is { } line) console.WriteLine(line);
    }

    public void ShowTuning(TuningResult found)
    {
        foreach (string line in ResultText.Found(found)) console.WriteLine(line);
    }

    public void Begin(CompareJob job)
    {
        scores = new(job.TasksOf, job.TaskCount);
        ResultText.Begin(console, job);
    }

    public Task WatchAsync(IAsyncEnumerable<RunEvent> events, ComparisonProgress progress, CancellationToken stop) =>
        console.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            Task pump = Task.Run(async () =>
            {
                await foreach (RunEvent e in events)
                {
                    lock (gate)
                    {
                        progress.Handle(e);
                        scores?.Handle(e);
                        if (e is HookWaiting w) waiting.Enqueue(ProgressText.OneLine($"{new ProgressText([.. progress.Grid]).Name(e.Run!)}: {w.Sentence}"));
                    }
                }
            }, CancellationToken.None);
            int told = 0;
            ScreenLine[] before = [];
            do
            {
                ProgressSnapshot reading;
                IReadOnlyList<GrowingScore> matrices;
                lock (gate)
                {
                    reading = progress.Snapshot();
                    matrices = scores?.Newest(reading.Running) ?? [];
                    while (waiting.TryDequeue(out string? hook)) console.MarkupLineInterpolated($"[yellow]{hook}; Ctrl+C twice ends it[/]");
                }
                var text = new ProgressText([.. progress.Grid]);
                foreach (RunFailure failure in reading.Failures.Skip(told))
                    console.MarkupLineInterpolated($"[red]{text.Name(failure.Key)} failed:[/] {ProgressText.OneLine(failure.Message)}");
                told = reading.Failures.Count;
                ScreenLine[] now = [.. new Screen(text, matrices)
                    .Lines(reading, console.Profile.Width, console.Profile.Height, stop.IsCancellationRequested)];
                if (!now.SequenceEqual(before)) live.UpdateTarget(Drawn(now));
                before = now;
            }
            while (await Task.WhenAny(pump, Task.Delay(Beat, CancellationToken.None)) != pump);
            await pump;
        });

    public void End(CompareJob job, ComparisonOutcome outcome) => ResultText.End(console, job, outcome);

    public void Stopped(CompareJob job, ProgressSnapshot reading) => ResultText.Stopped(job, reading);

    public void Failed(Exception e)
    {
    }

    private static Rows Drawn(IEnumerable<ScreenLine> lines) =>
        new(lines.Select(l => (IRenderable)new Text(l.Text, Style.Parse(l.Style)).Overflow(Overflow.Crop)));
}

/// <summary>The lines of the live display: no wider than the terminal and no more than its rows.</summary>
/// <param name="text">The wording.</param>
/// <param name="matrices">The scores so far of the newest run of each strategy, the running ones first.</param>
internal sealed class Screen(ProgressText text, IReadOnlyList<GrowingScore>? matrices = null)
{
    private const int Least = 20, MostRunning = 8, Numbers = 26, ShortTask = 16, LongTask = 40, Wide = 120;

    /// <summary>Returns the lines for a terminal's size.</summary>
    public IReadOnlyList<ScreenLine> Lines(ProgressSnapshot reading, int width, int height, bool stopping)
    {
        width = Math.Max(Least, width - 1);
        var lines = new List<ScreenLine>();
        int room = Math.Max(1, Math.Min(MostRunning, (height - 6) / 3));
        foreach (RunSnapshot run in reading.Running.Take(room))
            lines.AddRange(Wrapped([.. text.Parts(run.Key), .. Doing(run, width < Wide ? ShortTask : LongTask)], width).Select(l => new ScreenLine(l)));
        if (reading.Running.Count > room) lines.Add(new($"and {reading.Running.Count - room} more running"));
        lines.AddRange(Grid(reading, width));
        if (stopping) lines.AddRange(Wrapped([StopText.Of(reading, text), StopText.Again], width).Select(l => new ScreenLine(l, "yellow")));
        lines.AddRange(Table(reading, width, height - lines.Count - 1));
        lines.AddRange(Scores(width, height - lines.Count - 1));
        return lines;
    }

    /// <summary>The scores of every task after every task, where there is room: what is forgotten is seen while it happens.</summary>
    private IEnumerable<ScreenLine> Scores(int width, int room)
    {
        if (matrices is not [var first, ..] || first.Matrix.Tasks.Count < 2) yield break;
        foreach ((string titles, IReadOnlyList<string> lines) in ScoreBlock.Rows(
            matrices.Select(m => ScoreBlock.Growing($"{string.Join(", ", text.Parts(m.Run))}: score after each task", m.Matrix, m.Joint, width)), width))
        {
            if ((room -= lines.Count + 2) < 0) yield break;
            yield return new("");
            yield return new(ProgressText.Cut(titles, width), "bold");
            foreach (string line in lines) yield return new(ProgressText.Cut(line, width));
        }
    }

    /// <summary>Describes a run's activity in pieces of fixed width, so that the display does not jump.</summary>
    private static IEnumerable<string> Doing(RunSnapshot run, int most)
    {
        string task = run.Tasks == 1 && run.Task == run.Key.Strategy ? "all tasks at once" : ProgressText.Cut(run.Task, most);
        string place = run.Tasks > 1 ? string.Create(CultureInfo.InvariantCulture, $"task {Math.Max(0, run.TaskIndex) + 1}/{run.Tasks} ") : "";
        yield return run.Stage switch
        {
            RunStage.Scoring when run.TaskIndex < 0 => $"untrained, scoring {task}",
            RunStage.Scoring => $"{place}scoring {task}",
            _ => $"{place}{task}",
        };
        if (run.Stage == RunStage.Closing) yield return "deciding the final weights";
        if (run.Stage == RunStage.Training)
        {
            string steps = run.PlannedSteps.ToString(CultureInfo.InvariantCulture);
            yield return $"{ProgressText.Cut(run.Phase ?? "step", ShortTask)} {run.Step.ToString(CultureInfo.InvariantCulture).PadLeft(steps.Length)}/{steps}";
            if (!double.IsNaN(run.Loss)) yield return $"loss {ProgressText.Loss(run.Loss)}";
        }
        if (run.Left is not null)
            yield return (run is { Tasks: > 1, TaskIndex: >= 0 }
                ? $"task {ProgressText.Duration(run.TaskLeft)}, " : "") + $"run {ProgressText.Duration(run.Left)} left";
    }

    private static IEnumerable<ScreenLine> Grid(ProgressSnapshot reading, int width)
    {
        string left = reading.Left is null ? "time left unknown" : $"about {ProgressText.Duration(reading.Left)} left";
        string[] words = [string.Create(CultureInfo.InvariantCulture, $"{100 * reading.Done,3:F0} %"), ProgressText.Runs(reading),
            $"{ProgressText.Duration(reading.Elapsed)} gone", left];
        int bar = Math.Clamp(width - words.Sum(w => w.Length + 2), 10, 40), full = (int)(bar * reading.Done);
        return Wrapped([new string('█', full) + new string('░', bar - full), .. words], width).Select(l => new ScreenLine(l, "green"));
    }

    private static IEnumerable<ScreenLine> Table(ProgressSnapshot reading, int width, int room)
    {
        if (room < 3) yield break;
        int name = Math.Clamp(reading.Strategies.Max(s => s.Strategy.Length), 8, width - Numbers);
        yield return new($"{"strategy".PadRight(name)}{"runs",8}{"AP",8}{"forgets",10}", "bold");
        int shown = reading.Strategies.Count <= room - 1 ? reading.Strategies.Count : room - 2;
        foreach (StrategySnapshot s in reading.Strategies.Take(shown))
        {
            string runs = string.Create(CultureInfo.InvariantCulture, $"{s.Done}/{s.Planned}") + (s.Failed > 0 ? "!" : "");
            yield return new(
                $"{ProgressText.Cut(s.Strategy, name).PadRight(name)}{runs,8}"
                + $"{ProgressText.Score(s.AveragePerformance),8}{ProgressText.Score(s.Forgetting),10}");
        }
        if (shown < reading.Strategies.Count) yield return new($"and {reading.Strategies.Count - shown} more strategies");
    }

    /// <summary>Joins pieces with two spaces and wraps them into lines; further lines are indented.</summary>
    private static IEnumerable<string> Wrapped(IEnumerable<string> pieces, int width)
    {
        string line = "";
        foreach (string piece in pieces.Select(p => ProgressText.Cut(p, width - 2)))
        {
            if (line.Length > 0 && line.Length + 2 + piece.Length > width)
            {
                yield return line;
                line = "  " + piece;
            }
            else line += line.Length == 0 ? piece : "  " + piece;
        }
        yield return line;
    }
}

/// <summary>A line of the live display.</summary>
/// <param name="Text">The text, without markup.</param>
/// <param name="Style">Its style in Spectre.Console's syntax.</param>
internal readonly record struct ScreenLine(string Text, string Style = "default");
