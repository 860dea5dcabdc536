using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Cli;

/// <summary>A view as lines of JSON: the plan, every event, progress at most once a second, and as the last line the result, the stop or the error.</summary>
/// <param name="output">The writer of the lines.</param>
/// <param name="quiet">Whether only the last line is printed.</param>
internal sealed class JsonView(TextWriter output, bool quiet) : IComparisonView
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void ShowTrial(RunEvent e)
    {
        if (!quiet && ResultText.Trial(e) is not null) output.WriteLine(EventLines.Write(e));
    }

    public void ShowTuning(TuningResult found)
    {
        if (!quiet) Print(new() { ["event"] = "search", ["record"] = JsonNode.Parse(found.ToJson()) });
    }

    public void Begin(CompareJob job)
    {
        if (quiet)
        {
            ResultText.WarnAside(job);
            return;
        }
        Print(new()
        {
            ["event"] = "plan", ["headline"] = job.Headline, ["advice"] = job.Advice,
            ["warnings"] = new JsonArray([.. job.Warnings.Select(w => (JsonNode)w)]), ["out"] = job.Folder,
            ["runs"] = new JsonArray([.. job.Grid.Select(k => new JsonObject { ["strategy"] = k.Strategy, ["order"] = k.Order, ["seed"] = k.Seed })]),
        });
    }

    public async Task WatchAsync(IAsyncEnumerable<RunEvent> events, ComparisonProgress progress, CancellationToken stop)
    {
        TimeSpan? told = null;
        await foreach (RunEvent e in events)
        {
            progress.Handle(e);
            if (quiet) continue;
            output.WriteLine(EventLines.Write(e));
            ProgressSnapshot reading = progress.Snapshot();
            if (told is { } last && reading.Elapsed - last < Beat && e is not (RunFinished or RunFailed)) continue;
            Print(Line(reading));
            told = reading.Elapsed;
        }
    }

    public void End(CompareJob job, ComparisonOutcome outcome) => Print(new()
    {
        ["event"] = "result", ["exitCode"] = outcome.Code, ["out"] = job.Folder, ["page"] = outcome.Page,
        ["report"] = JsonNode.Parse(JsonReport.Write(outcome.Result)),
        ["skipped"] = new JsonArray([.. outcome.Result.Skipped.Select(s => new JsonObject
            { ["strategy"] = s.Key.Strategy, ["order"] = s.Key.Order, ["seed"] = s.Key.Seed, ["message"] = s.Message })]),
    });

    public void Stopped(CompareJob job, ProgressSnapshot reading)
    {
        JsonObject line = Line(reading);
        line["event"] = "stopped";
        line["exitCode"] = ExitCodes.Canceled;
        line["out"] = job.Folder;
        Print(line);
        ResultText.Stopped(job, reading);
    }

    public void Failed(Exception e) => Print(new() { ["event"] = "error", ["exitCode"] = ExitCodes.Of(e), ["message"] = PlainErrors.Of(e) });

    /// <summary>Writes the progress as JSON; times in seconds, null if unknown.</summary>
    internal static JsonObject Line(ProgressSnapshot r) => new()
    {
        ["event"] = "progress", ["runs"] = r.Runs, ["finished"] = r.Finished, ["found"] = r.Found, ["failed"] = r.Failures.Count,
        ["done"] = Math.Round(r.Done, 4),
        ["elapsed"] = Seconds(r.Elapsed), ["left"] = Seconds(r.Left),
        ["running"] = new JsonArray([.. r.Running.Select(run => new JsonObject
        {
            ["strategy"] = run.Key.Strategy, ["order"] = run.Key.Order, ["seed"] = run.Key.Seed, ["done"] = Math.Round(run.Done, 4),
            ["taskLeft"] = Seconds(run.TaskLeft), ["left"] = Seconds(run.Left),
        })]),
    };

    private static JsonNode? Seconds(TimeSpan? time) => time is { } t ? Math.Round(t.TotalSeconds, 3) : null;

    private void Print(JsonObject line) => output.WriteLine(line.ToJsonString(Json));
}
