using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>The checkpoint of a run: its results so far, row by row, which can be written and resumed.</summary>
internal sealed class RunCheckpoint
{
    private const string FileName = "checkpoint.json";

    private static readonly JsonSerializerOptions Json = new()
        { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectRequiredConstructorParameters = true };

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

    /// <summary>The strategy's warnings by task.</summary>
    public Dictionary<string, string[]> Warnings { get; private set; } = [];

    public List<MidTaskScore> MidTaskScores { get; private set; } = [];

    /// <summary>Rows that are done; row 0 is the untrained model.</summary>
    public int Rows { get; set; }

    public TimeSpan Training { get; set; }

    public TimeSpan Cpu { get; set; }

    public UnseenScores? UnseenScores => unseenTasks.Count == 0 ? null : new(unseenTasks, Unseen);

    /// <summary>The versions of Kif that did the run so far, oldest first.</summary>
    public List<string> Versions { get; private set; } = [KifVersion.Current];

    /// <summary>Number of checkpoints so far, and the time that they took.</summary>
    public int Count { get; set; }

    /// <inheritdoc cref="Count"/>
    public TimeSpan CheckpointTime { get; set; }

    /// <summary>Whether a task has its score of a row already; one of a row that was begun before a stop has.</summary>
    /// <param name="after">The row: tasks learned before it, 0 for the untrained model.</param>
    /// <param name="task">The task scored.</param>
    public bool IsScored(int after, string task)
    {
        for (int i = Predictions.Count - 1; i >= 0 && Predictions[i].After == after; i--)
            if (Predictions[i].Task == task) return true;
        return false;
    }

    /// <summary>Writes everything so far; of a row that was begun, the tasks that are scored.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="configuration">The hash of the run's configuration.</param>
    public void Write(string folder, string configuration)
    {
        int tasks = Matrix.Tasks.Count;
        AtomicFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(new Saved(configuration,
            [.. Enumerable.Range(-1, tasks + 1)
                .Select(row => Enumerable.Range(0, tasks).Select(t => row < 0 ? Matrix.Untrained(t) : Matrix[row, t]).ToArray())],
            Unseen, Predictions, Explanations, MidTaskScores, Warnings, Rows, Training, Cpu, Versions, Count, CheckpointTime), Json));
    }

    /// <summary>Resumes from what was written.</summary>
    /// <param name="files">The files of the checkpoint, checked.</param>
    /// <param name="configuration">The hash of the run's configuration.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another run.</exception>
    public void Resume(FolderVersion files, string configuration)
    {
        string file = files.File(FileName);
        Saved saved = Read(file);
        if (saved.Configuration != configuration)
            throw new InvalidDataException($"{file} belongs to a run with another configuration "
                + $"({DisplayText.Of(saved.Configuration, 12)}, now {configuration[..12]}…)");
        int tasks = Matrix.Tasks.Count;
        if (saved.Scores.Length != tasks + 1 || saved.Unseen.Length != tasks + 1 || saved.Rows > tasks + 1)
            throw new InvalidDataException($"{file} has {saved.Scores.Length - 1} tasks; this run has {tasks}");
        for (int t = 0; t < tasks; t++)
        {
            Matrix.SetUntrained(t, saved.Scores[0][t]);
            for (int row = 0; row < tasks; row++) Matrix[row, t] = saved.Scores[row + 1][t];
        }
        (Unseen, Predictions, Explanations, MidTaskScores) = (saved.Unseen, saved.Predictions, saved.Explanations, saved.Within);
        (Warnings, Rows, Training, Cpu) = (saved.Warnings, saved.Rows, saved.Training, saved.Cpu);
        (Count, CheckpointTime) = (saved.Count, saved.CheckpointTime);
        Versions = [.. saved.Versions.Append(KifVersion.Current).Distinct()];
    }

    /// <summary>Reads the hash of the configuration of a checkpoint's run.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static string ConfigurationOf(FolderVersion files) => Read(files.File(FileName)).Configuration;

    private static Saved Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Saved>(RegularFile.ReadAll(file, FileLimits.Record), Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e) { throw new InvalidDataException($"{file} is damaged: {JsonPlace.Describe(e)}", e); }
    }

    private sealed record Saved(
        string Configuration, double[][] Scores, double[][] Unseen, List<Prediction> Predictions, List<FusionExplanation> Explanations,
        List<MidTaskScore> Within, Dictionary<string, string[]> Warnings, int Rows, TimeSpan Training, TimeSpan Cpu, List<string> Versions, int Count,
        TimeSpan CheckpointTime);
}
