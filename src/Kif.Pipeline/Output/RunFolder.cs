using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Results;

namespace Kif.Pipeline.Output;

/// <summary>
/// The files of a comparison: <c>run.json</c> (how to do it again), <c>results.json</c>, <c>report.md</c>, and per strategy and seed <c>steps.csv</c>,
/// <c>matrix.csv</c>, <c>predictions.jsonl</c>, <c>units.jsonl</c> and the adapters. Configuration, steps and adapters are written while the comparison runs, the rest at its end.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Line = new(Json) { WriteIndented = false };
    private readonly Dictionary<string, StreamWriter> steps = [];
    private readonly RunDescription description;

    /// <summary>Creates the folder and writes <c>run.json</c>.</summary>
    /// <exception cref="IOException">The folder holds another run already.</exception>
    public RunFolder(string path, RunDescription description)
    {
        (Path, this.description) = (path, description);
        string file = System.IO.Path.Combine(path, "run.json");
        if (File.Exists(file)) throw new IOException($"{path} holds a run already; choose another folder or delete it");
        Directory.CreateDirectory(path);
        File.WriteAllText(file, JsonSerializer.Serialize(description, Json));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The folder of one run: <c>strategy/order-1/seed-1</c>.</summary>
    public string Of(RunKey run) =>
        Directory.CreateDirectory(System.IO.Path.Combine(Path, run.Strategy, run.Order, string.Create(CultureInfo.InvariantCulture, $"seed-{run.Seed}"))).FullName;

    /// <summary>Writes a step's line.</summary>
    public void Hear(StrategyEvent e)
    {
        if (e.Event is not StepFinished step) return;
        string folder = Of(e.Run);
        if (!steps.TryGetValue(folder, out StreamWriter? writer))
        {
            steps[folder] = writer = new StreamWriter(System.IO.Path.Combine(folder, "steps.csv"));
            writer.WriteLine("task,phase,step,loss,added,gradient_norm,learning_rate,skipped");
        }
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{step.Position.Task},{step.Position.Phase},{step.Position.Step},{step.Loss:R},{step.Terms.Values.Sum():R},{step.GradientNorm:R},{step.LearningRate:R},{(step.Skipped ? 1 : 0)}"));
    }

    /// <summary>Writes everything that is known at the end.</summary>
    public void Finish(ComparisonResult result)
    {
        foreach (StrategyRun run in result.Runs) Finish(run);
        File.WriteAllText(System.IO.Path.Combine(Path, "results.json"), JsonSerializer.Serialize(new
        {
            summary = StrategySummary.Of(result),
            runs = result.Runs.Select(r => new
            {
                r.Strategy, r.Seed, r.Seconds, r.TrainedParameters, r.StateBytes, r.Cost, tasks = r.Matrix.Tasks, untrained = Row(r.Matrix, -1),
                matrix = r.Matrix.Tasks.Select((_, l) => Row(r.Matrix, l)),
            }),
        }, Json));
        File.WriteAllText(System.IO.Path.Combine(Path, "report.md"), MarkdownReport.Write(result, description.Command));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (StreamWriter writer in steps.Values) writer.Dispose();
        steps.Clear();
    }

    private void Finish(StrategyRun run)
    {
        string folder = Of(run.Key);
        string Cells(int row) => string.Join(',', Row(run.Matrix, row).Select(v => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture)));
        File.WriteAllLines(System.IO.Path.Combine(folder, "matrix.csv"),
            [$"after,{string.Join(',', run.Matrix.Tasks)}", $"untrained,{Cells(-1)}", .. run.Matrix.Tasks.Select((name, l) => $"{name},{Cells(l)}")]);
        File.WriteAllLines(System.IO.Path.Combine(folder, "predictions.jsonl"), run.Predictions.Select(p => JsonSerializer.Serialize(p, Line)));
        if (run.Explanations.Count > 0)
            File.WriteAllLines(System.IO.Path.Combine(folder, "units.jsonl"), run.Explanations.Select(x => JsonSerializer.Serialize(x, Line)));
    }

    private static double[] Row(PerformanceMatrix matrix, int row) => [.. matrix.Tasks.Select((_, i) => row < 0 ? matrix.Untrained(i) : matrix[row, i])];
}
