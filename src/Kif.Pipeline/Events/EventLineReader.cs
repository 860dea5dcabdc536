using System.Text.Json;

namespace Kif.Pipeline.Events;

/// <summary>The reader of an event's JSON line.</summary>
internal static class EventLineReader
{
    public static StrategyEvent? Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement e = document.RootElement;
            if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("event", out JsonElement name) || name.ValueKind != JsonValueKind.String) return null;
            return Event(name.GetString()!, e) is { } happened ? new(new(Text(e, "strategy"), Text(e, "order"), e.GetProperty("seed").GetInt64()), happened) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static RunEvent? Event(string name, JsonElement e) => name switch
    {
        "run-started" => new RunStarted(Long(e, "trainedParameters")) { Resumed = e.TryGetProperty("resumed", out JsonElement resumed) && resumed.ValueKind == JsonValueKind.True },
        "run-paused" => new RunPaused(),
        "task-started" => new TaskStarted(Text(e, "task"), Whole(e, "index"), Whole(e, "plannedSteps")),
        "step" => new StepFinished(
            new(Text(e, "task"), Whole(e, "index"), e.GetProperty("phase").GetString(), Whole(e, "step"), Whole(e, "plannedSteps")), Number(e, "loss"),
            e.GetProperty("terms").EnumerateObject().ToDictionary(t => t.Name, t => Number(t.Value)), Number(e, "gradientNorm"), Number(e, "learningRate"), e.GetProperty("skipped").GetBoolean())
        {
            Tokens = Long(e, "tokens"), Examples = Long(e, "examples"),
        },
        "task-learned" => new TaskLearned(Text(e, "task"), Whole(e, "index"), Long(e, "stateBytes"), new Dictionary<string, FusionExplanation>()),
        "task-evaluated" => new TaskEvaluated(Whole(e, "after"), Text(e, "task"), Number(e, "score")),
        "step-scored" => new StepScored(new(Whole(e, "during"), Whole(e, "step"), Text(e, "task"), Number(e, "score"))),
        "run-finished" => new RunFinished(Matrix(e), Number(e, "seconds")),
        "run-found" => new RunFound(Matrix(e), Number(e, "seconds")),
        "run-failed" => new RunFailed(Text(e, "message")),
        _ => null,
    };

    private static PerformanceMatrix Matrix(JsonElement e)
    {
        string[] tasks = [.. e.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()!)];
        double[] untrained = Row(e.GetProperty("untrained"));
        double[][] rows = [.. e.GetProperty("matrix").EnumerateArray().Select(Row)];
        if (tasks.Length == 0 || rows.Length != tasks.Length || rows.Append(untrained).Any(r => r.Length != tasks.Length)) throw new FormatException("not one row and one column per task");
        var matrix = new PerformanceMatrix(tasks);
        for (int t = 0; t < tasks.Length; t++)
        {
            matrix.SetUntrained(t, untrained[t]);
            for (int after = 0; after < tasks.Length; after++) matrix[after, t] = rows[after][t];
        }
        return matrix;
    }

    private static double[] Row(JsonElement row) => [.. row.EnumerateArray().Select(Number)];

    private static string Text(JsonElement e, string field) => e.GetProperty(field).GetString() ?? throw new FormatException(field);

    private static int Whole(JsonElement e, string field) => e.GetProperty(field).GetInt32();

    private static long Long(JsonElement e, string field) => e.GetProperty(field).GetInt64();

    private static double Number(JsonElement e, string field) => Number(e.GetProperty(field));

    private static double Number(JsonElement v) => v.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => v.GetString() switch { "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => throw new FormatException("no number") },
        _ => v.GetDouble(),
    };
}
