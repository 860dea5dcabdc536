using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Pipeline.Events;

/// <summary>The writer of an event's JSON line.</summary>
internal static class EventLineWriter
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Of(StrategyEvent e)
    {
        (string name, JsonObject fields) = Fields(e.Event);
        var line = new JsonObject { ["event"] = name, ["strategy"] = e.Run.Strategy, ["order"] = e.Run.Order, ["seed"] = e.Run.Seed };
        foreach ((string field, JsonNode? value) in fields.ToArray())
        {
            fields.Remove(field);
            line[field] = value;
        }
        return line;
    }

    private static (string Name, JsonObject Fields) Fields(RunEvent happened) => happened switch
    {
        RunStarted e => ("run-started", new() { ["trainedParameters"] = e.TrainedParameters, ["resumed"] = e.Resumed }),
        RunPaused => ("run-paused", []),
        TaskStarted e => ("task-started", new() { ["task"] = e.Task, ["index"] = e.Index, ["plannedSteps"] = e.PlannedSteps }),
        StepFinished e => ("step", new()
        {
            ["task"] = e.Position.Task, ["index"] = e.Position.TaskIndex, ["phase"] = e.Position.Phase, ["step"] = e.Position.Step, ["plannedSteps"] = e.Position.PlannedSteps,
            ["loss"] = Number(e.Loss), ["terms"] = new JsonObject(e.Terms.Select(t => KeyValuePair.Create(t.Key, Number(t.Value)))), ["gradientNorm"] = Number(e.GradientNorm),
            ["learningRate"] = Number(e.LearningRate), ["skipped"] = e.Skipped, ["tokens"] = e.Tokens, ["examples"] = e.Examples,
        }),
        TaskLearned e => ("task-learned", new() { ["task"] = e.Task, ["index"] = e.Index, ["stateBytes"] = e.StateBytes }),
        TaskEvaluated e => ("task-evaluated", new() { ["after"] = e.After, ["task"] = e.Task, ["score"] = Number(e.Score) }),
        StepScored { Score: var s } => ("step-scored", new() { ["during"] = s.During, ["step"] = s.Step, ["task"] = s.Task, ["score"] = Number(s.Score) }),
        RunFinished e => ("run-finished", Outcome(e.Matrix, e.Seconds)),
        RunFound e => ("run-found", Outcome(e.Matrix, e.Seconds)),
        RunFailed e => ("run-failed", new() { ["message"] = e.Message }),
        _ => throw new ArgumentException($"{happened.GetType().Name} is no event of Kif"),
    };

    /// <summary>Writes the matrix and its summary metrics, which are for people and are not read back.</summary>
    private static JsonObject Outcome(PerformanceMatrix matrix, double seconds) => new()
    {
        ["seconds"] = Number(seconds), ["averagePerformance"] = Number(ContinualMetrics.AveragePerformance(matrix)), ["forgetting"] = Number(ContinualMetrics.Forgetting(matrix)),
        ["tasks"] = new JsonArray([.. matrix.Tasks.Select(t => (JsonNode)t)]), ["untrained"] = Row(matrix, matrix.Untrained),
        ["matrix"] = new JsonArray([.. matrix.Tasks.Select((_, l) => Row(matrix, t => matrix[l, t]))]),
    };

    private static JsonArray Row(PerformanceMatrix matrix, Func<int, double> cell) => new([.. matrix.Tasks.Select((_, t) => Number(cell(t)))]);

    private static JsonNode? Number(double v) =>
        double.IsNaN(v) ? null : double.IsFinite(v) ? JsonValue.Create(v) : JsonValue.Create(v > 0 ? "Infinity" : "-Infinity");
}
