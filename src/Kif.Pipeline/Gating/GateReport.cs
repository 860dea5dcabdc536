using System.Text.Json;

namespace Kif;

/// <summary>What <c>kif gate</c> found: the decision, and the answers whose scores changed.</summary>
/// <param name="Decision">The decision.</param>
internal sealed record GateReport(GateDecision Decision)
{
    /// <summary>The new model, as it was named.</summary>
    public string New { get; init; } = "";

    /// <summary>The model in use, as it was named.</summary>
    public string Old { get; init; } = "";

    /// <summary>The data.</summary>
    public string Data { get; init; } = "";

    /// <summary>The name of the tasks' metric.</summary>
    public string Metric { get; init; } = "";

    /// <summary>The test examples whose scores changed, task by task, the largest losses first.</summary>
    public IReadOnlyList<ChangedAnswer> Changed { get; init; } = [];

    /// <summary>Returns the report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Indented);
}

/// <summary>A test example whose score changed.</summary>
/// <param name="Task">The task.</param>
/// <param name="Id">The example's id.</param>
/// <param name="Question">The question.</param>
/// <param name="Reference">The expected answer.</param>
/// <param name="OldAnswer">The old model's answer.</param>
/// <param name="NewAnswer">The new model's answer.</param>
/// <param name="Change">The new score minus the old one, in percent.</param>
internal sealed record ChangedAnswer(string Task, string Id, string Question, string Reference, string OldAnswer, string NewAnswer, double Change)
{
    /// <summary>Finds the examples of a task whose scores changed, the largest losses first.</summary>
    public static IEnumerable<ChangedAnswer> Of(LearningTask task, IReadOnlyList<string> before, IReadOnlyList<string> now, ITaskMetric metric) =>
        task.Test.Select((e, i) => new ChangedAnswer(task.Name, e.Id, e.Input, e.Target, before[i], now[i],
                before[i] == now[i] ? 0 : metric.Score([now[i]], [e]) - metric.Score([before[i]], [e])))
            .Where(c => c.Change != 0).OrderBy(c => c.Change);
}
