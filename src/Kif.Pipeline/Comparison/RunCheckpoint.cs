using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>The checkpoint of a run: its results so far, row by row, which can be written and resumed.</summary>
internal sealed class RunCheckpoint
{
    private const string FileName = "checkpoint.json", OlderName = "sheet.json";
    private const int Format = 2;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly IReadOnlyList<string> unseenTasks;

    public RunCheckpoint(IReadOnlyList<string> tasks, IReadOnlyList<string> unseen)
    {
        (Matrix, unseenTasks) = (new(tasks), unseen);
        Unseen = [.. Enumerable.Range(0, tasks.Count + 1).Select(_ => Enumerable.Repeat(double.NaN, unseen.Count).ToArray())];
    }

    public PerformanceMatrix Matrix { get; }

    public double[][] Unseen { get; private set; }

    public List<Prediction> Predictions { get; private set; } = [];

    public List<FusionExplanation> Explanations { get; private set; } = [];

    public List<MidTaskScore> MidTaskScores { get; private set; } = [];

    /// <summary>Rows that are done; row 0 is the untrained model.</summary>
    public int Rows { get; set; }

    public TimeSpan Training { get; set; }

    public TimeSpan Cpu { get; set; }

    public UnseenScores? UnseenScores => unseenTasks.Count == 0 ? null : new(unseenTasks, Unseen);

    /// <summary>Writes the finished rows; a row that was begun is left out, as it will be repeated.</summary>
    public void Write(string folder)
    {
        int tasks = Matrix.Tasks.Count;
        AtomicFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(new Saved(Format,
            [.. Enumerable.Range(-1, tasks + 1)
                .Select(row => Enumerable.Range(0, tasks).Select(t => row < 0 ? Matrix.Untrained(t) : row < Rows - 1 ? Matrix[row, t] : double.NaN).ToArray())],
            Unseen, [.. Predictions.Where(p => p.After < Rows)], Explanations, [.. MidTaskScores.Where(w => w.TaskIndex < Rows)], Rows, Training, Cpu), Json));
    }

    /// <summary>Resumes from what was written; false if there is nothing.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or was written by an older version.</exception>
    public bool Resume(string folder)
    {
        string file = Path.Combine(folder, FileName), older = Path.Combine(folder, OlderName);
        if (!File.Exists(file))
            return File.Exists(older) ? throw new InvalidDataException(FileFormat.Older(older, $"this version reads {FileName}")) : false;
        Saved saved;
        try
        {
            byte[] content = File.ReadAllBytes(file);
            FileFormat.Check(file, content, Format, unnumbered: 1);
            saved = JsonSerializer.Deserialize<Saved>(content, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e) { throw new InvalidDataException($"{file} is damaged: {e.Message}", e); }
        for (int t = 0; t < Matrix.Tasks.Count; t++)
        {
            Matrix.SetUntrained(t, saved.Scores[0][t]);
            for (int row = 0; row < Matrix.Tasks.Count; row++) Matrix[row, t] = saved.Scores[row + 1][t];
        }
        (Unseen, Predictions, Explanations, MidTaskScores) = (saved.Unseen, saved.Predictions, saved.Explanations, saved.Within);
        (Rows, Training, Cpu) = (saved.Rows, saved.Training, saved.Cpu);
        return true;
    }

    private sealed record Saved(
        int Format, double[][] Scores, double[][] Unseen, List<Prediction> Predictions, List<FusionExplanation> Explanations, List<MidTaskScore> Within,
        int Rows,
        TimeSpan Training, TimeSpan Cpu);
}
