namespace Kif.Pipeline.MachineLearning;

/// <summary>Scores of answers, task by task.</summary>
/// <param name="Tasks">The tasks in the order in which they appear first.</param>
public sealed record TextEvaluation(IReadOnlyList<TaskScores> Tasks)
{
    /// <summary>Returns the score of one task in percent.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="metric">The metric, by name. Default: <c>exact-match</c>.</param>
    /// <exception cref="ArgumentException">No such task, or no such metric; the message has the nearest name.</exception>
    public double Score(string task, string metric = "exact-match") =>
        (Tasks.FirstOrDefault(t => t.Task == task) ?? throw new ArgumentException(UnknownName.Message("task", task, Tasks.Select(t => t.Task)), nameof(task))) is var found
        && found.Scores.TryGetValue(metric, out double score)
            ? score
            : throw new ArgumentException(UnknownName.Message("metric of this evaluation", metric, found.Scores.Keys), nameof(metric));

    /// <summary>Returns the unweighted mean over tasks in percent.</summary>
    /// <param name="metric">The metric, by name. Default: <c>exact-match</c>.</param>
    /// <exception cref="ArgumentException">No such metric; the message has the nearest name.</exception>
    public double Mean(string metric = "exact-match") => Tasks.Average(t => Score(t.Task, metric));
}
