using System.Globalization;
using Kif.Pipeline.Progress;

namespace Kif.Cli.Rendering.Progress;

/// <summary>The lines of the live display: no wider than the terminal and no more than its rows.</summary>
internal sealed class Screen(ProgressText text)
{
    private const int Least = 20, MostRunning = 8, Numbers = 26;

    /// <summary>Returns the lines for a terminal's size.</summary>
    public IReadOnlyList<ScreenLine> Lines(ProgressReading reading, int width, int height, bool stopping)
    {
        width = Math.Max(Least, width - 1);
        var lines = new List<ScreenLine>();
        int room = Math.Max(1, Math.Min(MostRunning, (height - 6) / 3));
        foreach (RunReading run in reading.Running.Take(room)) lines.AddRange(Wrapped([.. text.Parts(run.Key), .. Doing(run)], width).Select(l => new ScreenLine(l)));
        if (reading.Running.Count > room) lines.Add(new($"and {reading.Running.Count - room} more at work"));
        lines.AddRange(Grid(reading, width));
        if (stopping) lines.Add(new(ProgressText.Cut("Stopping at the next step. Ctrl+C again kills at once.", width), "yellow"));
        lines.AddRange(Table(reading, width, height - lines.Count - 1));
        return lines;
    }

    /// <summary>Describes a run's activity in pieces of fixed width, so that the display does not jump.</summary>
    private static IEnumerable<string> Doing(RunReading run)
    {
        string place = run.Tasks > 1 ? string.Create(CultureInfo.InvariantCulture, $"task {Math.Max(0, run.TaskIndex) + 1}/{run.Tasks} ") : "";
        yield return run.Stage switch
        {
            RunStage.Scoring when run.TaskIndex < 0 => $"untrained, scoring {ProgressText.Cut(run.Task, 16)}",
            RunStage.Scoring => $"{place}scoring {ProgressText.Cut(run.Task, 16)}",
            _ => $"{place}{ProgressText.Cut(run.Task, 16)}",
        };
        if (run.Stage == RunStage.Closing) yield return "deciding what is kept";
        if (run.Stage == RunStage.Training)
        {
            string steps = run.PlannedSteps.ToString(CultureInfo.InvariantCulture);
            yield return $"{ProgressText.Cut(run.Phase ?? "step", 16)} {run.Step.ToString(CultureInfo.InvariantCulture).PadLeft(steps.Length)}/{steps}";
            if (!double.IsNaN(run.Loss)) yield return string.Create(CultureInfo.InvariantCulture, $"loss {run.Loss,5:G3}");
        }
        if (run.Left is not null) yield return (run is { Tasks: > 1, TaskIndex: >= 0 } ? $"task {ProgressText.Duration(run.TaskLeft)}, " : "") + $"run {ProgressText.Duration(run.Left)} left";
    }

    private static IEnumerable<ScreenLine> Grid(ProgressReading reading, int width)
    {
        string left = reading.Left is null ? "time left not known yet" : $"about {ProgressText.Duration(reading.Left)} left";
        string[] words = [string.Create(CultureInfo.InvariantCulture, $"{100 * reading.Done,3:F0} %"), ProgressText.Runs(reading), $"{ProgressText.Duration(reading.Elapsed)} gone", left];
        int bar = Math.Clamp(width - words.Sum(w => w.Length + 2), 10, 40), full = (int)(bar * reading.Done);
        return Wrapped([new string('█', full) + new string('░', bar - full), .. words], width).Select(l => new ScreenLine(l, "green"));
    }

    private static IEnumerable<ScreenLine> Table(ProgressReading reading, int width, int room)
    {
        if (room < 3) yield break;
        int name = Math.Clamp(reading.Standings.Max(s => s.Strategy.Length), 8, width - Numbers);
        yield return new($"{"strategy".PadRight(name)}{"runs",8}{"AP",8}{"forgets",10}", "bold");
        int shown = reading.Standings.Count <= room - 1 ? reading.Standings.Count : room - 2;
        foreach (StrategyStanding s in reading.Standings.Take(shown))
        {
            string runs = string.Create(CultureInfo.InvariantCulture, $"{s.Done}/{s.Planned}") + (s.Failed > 0 ? "!" : "");
            yield return new($"{ProgressText.Cut(s.Strategy, name).PadRight(name)}{runs,8}{ProgressText.Score(s.AveragePerformance),8}{ProgressText.Score(s.Forgetting),10}");
        }
        if (shown < reading.Standings.Count) yield return new($"and {reading.Standings.Count - shown} more strategies");
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
