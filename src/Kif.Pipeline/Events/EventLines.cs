using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif;

/// <summary>
/// Events as lines of JSON, one object per line, as <c>kif compare --json</c> prints them. A line has <c>event</c>, <c>strategy</c>, <c>order</c> and
/// <c>seed</c>, then the event's own fields. A number that is NaN is <c>null</c>, an infinite one the text <c>Infinity</c> or <c>-Infinity</c>. Explanations
/// are left out.
/// </summary>
internal static class EventLines
{
    /// <summary>Writes the line of an event, without a line break.</summary>
    /// <exception cref="ArgumentException">The event is not of one of Kif's types, or belongs to no run.</exception>
    public static string Write(RunEvent e) => EventLineWriter.Of(e).ToJsonString(EventLineWriter.Options);

    /// <summary>
    /// Reads the event of a line; null if the line is no event: of an unknown type, not JSON, truncated, or without a field that its type has. Other fields are
    /// ignored. A <see cref="TaskLearned"/> that is read has no explanations.
    /// </summary>
    public static RunEvent? Read(string line) => EventLineReader.Read(line);
}

/// <summary>The writer of an event's JSON line.</summary>
internal static class EventLineWriter
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Of(RunEvent e)
    {
        RunKey run = e.Run ?? throw new ArgumentException($"{e.GetType().Name} belongs to no run of a comparison", nameof(e));
        (string name, JsonObject fields) = Fields(e);
        var line = new JsonObject { ["event"] = name, ["strategy"] = run.Strategy, ["order"] = run.Order, ["seed"] = run.Seed };
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
            ["task"] = e.Position.Task, ["index"] = e.Position.TaskIndex, ["phase"] = e.Position.Phase, ["step"] = e.Position.Step,
            ["plannedSteps"] = e.Position.PlannedSteps,
            ["loss"] = Number(e.Loss), ["terms"] = new JsonObject(e.Terms.Select(t => KeyValuePair.Create(t.Key, Number(t.Value)))),
            ["gradientNorm"] = Number(e.GradientNorm),
            ["learningRate"] = Number(e.LearningRate), ["skipped"] = e.Skipped, ["tokens"] = e.Tokens, ["examples"] = e.Examples,
        }),
        TaskLearned e => ("task-learned", Learned(e)),
        TaskEvaluated e => ("task-evaluated", new() { ["after"] = e.After, ["task"] = e.Task, ["score"] = Number(e.Score) }),
        MidTaskScored { Score: var s } =>
            ("step-scored", new() { ["during"] = s.TaskIndex, ["step"] = s.Step, ["task"] = s.Task, ["score"] = Number(s.Score) }),
        RunFinished e => (e.Reused ? "run-found" : "run-finished", Outcome(e)),
        HookWaiting e => ("hook-waiting", new()
        {
            ["part"] = e.Part, ["hook"] = e.Hook, ["task"] = e.Task, ["index"] = e.Step?.TaskIndex, ["phase"] = e.Step?.Phase, ["step"] = e.Step?.Step,
            ["plannedSteps"] = e.Step?.PlannedSteps, ["seconds"] = Number(e.Seconds),
        }),
        RunFailed e => ("run-failed", Failed(e)),
        RunSkipped e => ("run-skipped", new() { ["message"] = e.Message }),
        _ => throw new ArgumentException($"{happened.GetType().Name} is no event of Kif"),
    };

    private static JsonObject Failed(RunFailed e)
    {
        var fields = new JsonObject { ["message"] = e.Message };
        if (e.Misused) fields["misused"] = true;
        if (e.Trace is { } trace) fields["trace"] = trace;
        return fields;
    }

    private static JsonObject Learned(TaskLearned e)
    {
        var fields = new JsonObject { ["task"] = e.Task, ["index"] = e.Index, ["stateBytes"] = e.StateBytes };
        if (e.Warnings.Count > 0)
            fields["warnings"] = new JsonObject(
                e.Warnings.Select(w => KeyValuePair.Create(w.Key, (JsonNode?)new JsonArray([.. w.Value.Select(s => (JsonNode)s)]))));
        return fields;
    }

    /// <summary>Writes the matrix and its summary metrics, which are for people and are not read back.</summary>
    private static JsonObject Outcome(RunFinished e)
    {
        JsonObject outcome = Outcome(e.Matrix, e.Seconds);
        if (e.CopyOf is { } same) outcome["copyOf"] = new JsonObject { ["strategy"] = same.Strategy, ["order"] = same.Order, ["seed"] = same.Seed };
        return outcome;
    }

    private static JsonObject Outcome(PerformanceMatrix matrix, double seconds) => new()
    {
        ["seconds"] = Number(seconds), ["averagePerformance"] = Number(ContinualMetrics.AveragePerformance(matrix)),
        ["forgetting"] = Number(ContinualMetrics.Forgetting(matrix)),
        ["tasks"] = new JsonArray([.. matrix.Tasks.Select(t => (JsonNode)t)]), ["untrained"] = Row(matrix, matrix.Untrained),
        ["matrix"] = new JsonArray([.. matrix.Tasks.Select((_, l) => Row(matrix, t => matrix[l, t]))]),
    };

    private static JsonArray Row(PerformanceMatrix matrix, Func<int, double> cell) => new([.. matrix.Tasks.Select((_, t) => Number(cell(t)))]);

    private static JsonNode? Number(double v) =>
        double.IsNaN(v) ? null : double.IsFinite(v) ? JsonValue.Create(v) : JsonValue.Create(v > 0 ? "Infinity" : "-Infinity");
}

/// <summary>The reader of an event's JSON line.</summary>
internal static class EventLineReader
{
    public static RunEvent? Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement e = document.RootElement;
            if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("event", out JsonElement name) || name.ValueKind != JsonValueKind.String) return null;
            return Event(name.GetString()!, e) is { } happened
                ? happened with { Run = Key(e) } : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static RunEvent? Event(string name, JsonElement e) => name switch
    {
        "run-started" =>
            new RunStarted(Long(e, "trainedParameters"))
            { Resumed = e.TryGetProperty("resumed", out JsonElement resumed) && resumed.ValueKind == JsonValueKind.True },
        "run-paused" => new RunPaused(),
        "task-started" => new TaskStarted(Text(e, "task"), Whole(e, "index"), Whole(e, "plannedSteps")),
        "step" => new StepFinished(
            new(Text(e, "task"), Whole(e, "index"), e.GetProperty("phase").GetString(), Whole(e, "step"), Whole(e, "plannedSteps")), Number(e, "loss"),
            e.GetProperty("terms").EnumerateObject().ToDictionary(t => t.Name, t => Number(t.Value)), Number(e, "gradientNorm"), Number(e, "learningRate"),
            e.GetProperty("skipped").GetBoolean())
        {
            Tokens = Long(e, "tokens"), Examples = Long(e, "examples"),
        },
        "task-learned" => new TaskLearned(Text(e, "task"), Whole(e, "index"), Long(e, "stateBytes"), new Dictionary<string, FusionExplanation>())
        {
            Warnings = e.TryGetProperty("warnings", out JsonElement told)
                ? told.EnumerateObject()
                    .ToDictionary(p => p.Name, p => (IReadOnlyList<string>)[.. p.Value.EnumerateArray().Select(s => s.GetString() ?? "")]) : [],
        },
        "task-evaluated" => new TaskEvaluated(Whole(e, "after"), Text(e, "task"), Number(e, "score")),
        "step-scored" => new MidTaskScored(new(Whole(e, "during"), Whole(e, "step"), Text(e, "task"), Number(e, "score"))),
        "run-finished" => new RunFinished(Matrix(e), Number(e, "seconds")) { CopyOf = e.TryGetProperty("copyOf", out JsonElement same) ? Key(same) : null },
        "run-found" => new RunFinished(Matrix(e), Number(e, "seconds")) { Reused = true },
        "hook-waiting" => new HookWaiting(Text(e, "part"), Text(e, "hook"), Text(e, "task"), e.GetProperty("step").ValueKind == JsonValueKind.Null ? null
            : new(Text(e, "task"), Whole(e, "index"), e.GetProperty("phase").GetString(), Whole(e, "step"), Whole(e, "plannedSteps")), Number(e, "seconds")),
        "run-failed" => new RunFailed(Text(e, "message"))
        {
            Misused = e.TryGetProperty("misused", out JsonElement misused) && misused.GetBoolean(),
            Trace = e.TryGetProperty("trace", out JsonElement trace) ? trace.GetString() : null,
        },
        "run-skipped" => new RunSkipped(Text(e, "message")),
        _ => null,
    };

    private static RunKey Key(JsonElement e) => new(Text(e, "strategy"), Text(e, "order"), e.GetProperty("seed").GetInt64());

    private static PerformanceMatrix Matrix(JsonElement e)
    {
        string[] tasks = [.. e.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()!)];
        double[] untrained = Row(e.GetProperty("untrained"));
        double[][] rows = [.. e.GetProperty("matrix").EnumerateArray().Select(Row)];
        if (tasks.Length == 0 || rows.Length != tasks.Length || rows.Append(untrained).Any(r => r.Length != tasks.Length))
            throw new FormatException("not one row and one column per task");
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
        JsonValueKind.String =>
            v.GetString() switch { "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => throw new FormatException("no number") },
        _ => v.GetDouble(),
    };
}
