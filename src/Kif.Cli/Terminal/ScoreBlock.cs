using System.Text;

namespace Kif.Cli;

/// <summary>The scores of all tasks after each one as lines of text under a title.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines below it.</param>
internal sealed record ScoreBlock(string Title, IReadOnlyList<string> Lines)
{
    private const string AllTasks = "all at once";
    private const int LeastLabel = 12, MostLabel = 24, LeastColumn = 8, Apart = 4;

    /// <summary>Number of characters of the longest line.</summary>
    public int Width { get; } = Lines.Select(l => l.Length).Append(Title.Length).Max();

    /// <summary>Makes the blocks of a matrix: one, or as many as its columns need in a width.</summary>
    /// <param name="title">The title of the first.</param>
    /// <param name="a">The matrix.</param>
    /// <param name="width">The width in characters.</param>
    public static IEnumerable<ScoreBlock> Of(string title, PerformanceMatrix a, int width)
    {
        int[] all = [.. Enumerable.Range(0, a.Tasks.Count)];
        int label = Label(a), column = Column(a, width - label, LeastColumn);
        foreach (int[] columns in all.Chunk(Math.Max(1, (width - label) / column)))
        {
            int[] rows = [.. all.Where(l => columns.Any(i => !double.IsNaN(a[l, i])))];
            bool before = all.Any(i => !double.IsNaN(a.Untrained(i)));
            yield return new(columns[0] == 0 ? title : "", [Head(a, columns, label, column),
                .. before ? [Row("untrained", a.Untrained, columns, label, column)] : Array.Empty<string>(),
                .. rows.Select(l => Row(IsJoint(a) ? AllTasks : a.Tasks[l], i => a[l, i], columns, label, column))]);
        }
    }

    /// <summary>Makes the block of a matrix that grows: it has all rows from the start, and no columns beyond the width.</summary>
    /// <param name="title">The title.</param>
    /// <param name="a">The matrix.</param>
    /// <param name="joint">Whether all tasks are learned at once.</param>
    /// <param name="width">The width in characters.</param>
    public static ScoreBlock Growing(string title, PerformanceMatrix a, bool joint, int width)
    {
        int last = a.Tasks.Count - 1;
        int label = Label(a), column = Column(a, width - label, 6);
        int[] columns = [.. Enumerable.Range(0, Math.Clamp((width - label) / column, 1, a.Tasks.Count))];
        string Line(string name, Func<int, double> score) => Row(name, score, columns, label, column).Replace(" -", "  ", StringComparison.Ordinal).TrimEnd();
        string more = columns.Length < a.Tasks.Count ? $" (the first {columns.Length} of {a.Tasks.Count} tasks)" : "";
        return new(title + more, [Head(a, columns, label, column), Line("untrained", a.Untrained),
            .. Enumerable.Range(0, a.Tasks.Count).Where(l => !joint || l == last).Select(l => Line(joint ? AllTasks : a.Tasks[l], i => a[l, i]))]);
    }

    /// <summary>Puts blocks beside each other as far as the width goes, and the others below; each row is a line of titles and lines of text.</summary>
    public static IEnumerable<(string Titles, IReadOnlyList<string> Lines)> Rows(IEnumerable<ScoreBlock> blocks, int width)
    {
        var row = new List<ScoreBlock>();
        foreach (ScoreBlock block in blocks)
        {
            if (row.Count > 0 && row.Sum(b => b.Width + Apart) + block.Width > width)
            {
                yield return Beside(row);
                row.Clear();
            }
            row.Add(block);
        }
        if (row.Count > 0) yield return Beside(row);
    }

    /// <summary>Whether all tasks were learned at once, so that there is a last row only.</summary>
    public static bool IsJoint(PerformanceMatrix a) => a.Tasks.Count > 1
        && Enumerable.Range(0, a.Tasks.Count - 1).All(l => Enumerable.Range(0, a.Tasks.Count).All(i => double.IsNaN(a[l, i])));

    /// <summary>Computes the mean of matrices over the same tasks.</summary>
    public static PerformanceMatrix Mean(IReadOnlyList<PerformanceMatrix> all)
    {
        var mean = new PerformanceMatrix(all[0].Tasks);
        for (int i = 0; i < mean.Tasks.Count; i++)
        {
            mean.SetUntrained(i, all.Average(a => a.Untrained(i)));
            for (int l = 0; l < mean.Tasks.Count; l++) mean[l, i] = all.Average(a => a[l, i]);
        }
        return mean;
    }

    private static (string, IReadOnlyList<string>) Beside(IReadOnlyList<ScoreBlock> row)
    {
        string Join(Func<ScoreBlock, string> text)
        {
            var line = new StringBuilder();
            int end = 0;
            foreach (ScoreBlock block in row)
            {
                line.Append(' ', end - line.Length).Append(text(block));
                end += block.Width + Apart;
            }
            return line.ToString().TrimEnd();
        }
        return (Join(b => b.Title), [.. Enumerable.Range(0, row.Max(b => b.Lines.Count)).Select(i => Join(b => i < b.Lines.Count ? b.Lines[i] : ""))]);
    }

    private static int Label(PerformanceMatrix a) => Math.Clamp(a.Tasks.Max(t => t.Length) + 1, LeastLabel, MostLabel);

    /// <summary>Returns the width of a column: whole names where all columns fit, else as much of them as fits, but not less than a number needs.</summary>
    private static int Column(PerformanceMatrix a, int width, int least) =>
        Math.Max(least, Math.Min(a.Tasks.Max(t => t.Length) + 2, width / a.Tasks.Count));

    private static string Head(PerformanceMatrix a, int[] columns, int label, int column) =>
        new string(' ', label) + string.Concat(columns.Select(i => ProgressText.Cut(a.Tasks[i], column - 1).PadLeft(column)));

    private static string Row(string name, Func<int, double> score, int[] columns, int label, int column) => ProgressText.Cut(name, label - 1).PadRight(label)
        + string.Concat(columns.Select(i => score(i)).Select(v => ProgressText.Score(v).PadLeft(column)));
}

/// <summary>The scores so far of the runs of a comparison, for a display.</summary>
/// <param name="tasks">Returns the tasks of an order in theirs.</param>
/// <param name="trainings">Returns the number of a strategy's trainings.</param>
internal sealed class GrowingScores(Func<string, IReadOnlyList<string>> tasks, Func<string, int> trainings)
{
    private readonly Dictionary<string, (RunKey Run, PerformanceMatrix Matrix)> newest = [];

    /// <summary>Handles an event.</summary>
    public void Handle(RunEvent e)
    {
        if (e is RunFinished f) newest[e.Run!.Strategy] = (e.Run, f.Matrix);
        if (e is RunStarted) newest[e.Run!.Strategy] = (e.Run, new(tasks(e.Run.Order)));
        if (e is not TaskEvaluated scored || !newest.TryGetValue(e.Run!.Strategy, out var found) || found.Run != e.Run) return;
        int task = found.Matrix.Tasks.ToList().IndexOf(scored.Task);
        // Tasks that are never trained have no column.
        if (task < 0) return;
        if (scored.After == 0) found.Matrix.SetUntrained(task, scored.Score);
        else found.Matrix[trainings(e.Run.Strategy) == 1 ? found.Matrix.Tasks.Count - 1 : scored.After - 1, task] = scored.Score;
    }

    /// <summary>Returns the newest run of each strategy: those that are running, in the same order, then those before them.</summary>
    public IReadOnlyList<GrowingScore> Newest(IReadOnlyList<RunSnapshot> running)
    {
        List<RunKey> now = [.. running.Select(r => r.Key)];
        return [.. newest.Values.Reverse().OrderBy(n => now.IndexOf(n.Run) is >= 0 and var place ? place : now.Count)
            .Select(n => new GrowingScore(n.Run, Copy(n.Matrix), trainings(n.Run.Strategy) == 1))];
    }

    private static PerformanceMatrix Copy(PerformanceMatrix a) => ScoreBlock.Mean([a]);
}

/// <summary>The scores so far of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Matrix">Its scores.</param>
/// <param name="Joint">Whether it learns all tasks at once.</param>
internal sealed record GrowingScore(RunKey Run, PerformanceMatrix Matrix, bool Joint);
