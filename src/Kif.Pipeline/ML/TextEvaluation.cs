using Microsoft.ML;

namespace Kif.ML;

/// <summary>Scores of answers, task by task.</summary>
public sealed class TextEvaluation
{
    private readonly IReadOnlyList<TaskScores> tasks;

    internal TextEvaluation(IReadOnlyList<TaskScores> tasks) => this.tasks = tasks;

    /// <summary>The names of the tasks in the order in which they appear first.</summary>
    public IReadOnlyList<string> Tasks => [.. tasks.Select(t => t.Task)];

    /// <summary>Returns the number of answers of a task.</summary>
    /// <exception cref="ArgumentException">No such task; the message has the nearest name.</exception>
    public int Count(string task) => Of(task).Count;

    /// <summary>Returns the names of the metrics that a task was scored with.</summary>
    /// <exception cref="ArgumentException">No such task; the message has the nearest name.</exception>
    public IReadOnlyList<string> Metrics(string task) => [.. Of(task).Scores.Keys];

    /// <summary>Returns the score of one task in percent.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="metric">The metric, by name. Default: <c>exact-match</c>.</param>
    /// <exception cref="ArgumentException">No such task, or no such metric; the message has the nearest name.</exception>
    public double Score(string task, string metric = "exact-match") => Of(task).Scores is var scores && scores.TryGetValue(metric, out double score)
        ? score : throw new ArgumentException(UnknownName.Message("metric of this evaluation", metric, scores.Keys), nameof(metric));

    /// <summary>Returns the unweighted mean over tasks in percent.</summary>
    /// <param name="metric">The metric, by name. Default: <c>exact-match</c>.</param>
    /// <exception cref="ArgumentException">No such metric; the message has the nearest name.</exception>
    public double Mean(string metric = "exact-match") => tasks.Average(t => Score(t.Task, metric));

    private TaskScores Of(string task) =>
        tasks.FirstOrDefault(t => t.Task == task) ?? throw new ArgumentException(UnknownName.Message("task", task, Tasks), nameof(task));
}

/// <summary>The scores of one task's answers.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Count">Number of answers.</param>
/// <param name="Scores">Scores in percent, by metric name.</param>
internal sealed record TaskScores(string Task, int Count, IReadOnlyDictionary<string, double> Scores);

/// <summary>Scores answers by registered metrics.</summary>
internal sealed class TextScoring
{
    private readonly IReadOnlyList<ITaskMetric> metrics;

    /// <exception cref="CompositionException">A metric is not registered; the message has the nearest name.</exception>
    public TextScoring(KifCatalog catalog, IEnumerable<string> names)
    {
        var source = new ComponentSource(catalog, "evaluate");
        metrics = [.. names.Select(name => source.Create<ITaskMetric>(ComponentChoice.Of(name)))];
    }

    /// <summary>Returns the metrics' scores of one task, by metric name.</summary>
    /// <exception cref="CompositionException">The rows lack data that a metric reads; the message names it.</exception>
    public IReadOnlyDictionary<string, double> Of(string task, IReadOnlyList<TextRow> rows)
    {
        Example[] examples = [.. rows.Select(r => r.Example)];
        foreach (ITaskMetric metric in metrics) metric.Check(task, examples);
        return metrics.ToDictionary(m => m.Name, m => m.Score([.. rows.Select(r => r.Answer!)], examples));
    }
}

/// <summary>Fills a performance matrix from the models of successive fits.</summary>
internal static class FitHistory
{
    /// <summary>Fills one row per model, at the index of its last task; rows of tasks that were learned in the same fit as a later one stay empty.</summary>
    /// <param name="fits">The models and the tasks that each has learned.</param>
    /// <param name="test">Test rows of all tasks.</param>
    /// <param name="columns">The data's columns.</param>
    /// <param name="scoring">Scoring with a single metric.</param>
    /// <exception cref="ArgumentException">The models are not successive fits, or a task has no test rows.</exception>
    public static PerformanceMatrix Of(IReadOnlyList<(ITransformer Model, IReadOnlyList<string> Tasks)> fits, IDataView test, ColumnNames columns,
        TextScoring scoring)
    {
        if (fits.Count == 0) throw new ArgumentException("a history needs at least one model", nameof(fits));
        IReadOnlyList<string> tasks = fits[^1].Tasks;
        for (int i = 0; i < fits.Count; i++)
        {
            if (!fits[i].Tasks.SequenceEqual(tasks.Take(fits[i].Tasks.Count)) || (i > 0 && fits[i].Tasks.Count <= fits[i - 1].Tasks.Count))
                throw new ArgumentException(
                    $"model {i} of the history has learned {string.Join(", ", fits[i].Tasks)}: each must have learned what the one before it has, and more",
                    nameof(fits));
        }
        var matrix = new PerformanceMatrix(tasks);
        foreach ((ITransformer model, IReadOnlyList<string> learned) in fits)
        {
            var scored = TaskGroups.Of(TextRows.Read(model.Transform(test), columns, answers: true), tasks[0]).ToDictionary(g => g.Task, g => g.Rows);
            for (int t = 0; t < tasks.Count; t++)
            {
                if (!scored.TryGetValue(tasks[t], out IReadOnlyList<TextRow>? rows))
                    throw new ArgumentException(UnknownName.Message("task of the test data", tasks[t], scored.Keys), nameof(test));
                matrix[learned.Count - 1, t] = scoring.Of(tasks[t], rows).Values.Single();
            }
        }
        return matrix;
    }
}
