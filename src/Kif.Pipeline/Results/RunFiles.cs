using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>The files of one run: <c>matrix.csv</c>, <c>predictions.jsonl</c>, <c>units.jsonl</c>, and, last, <c>result.json</c>.</summary>
internal static class RunFiles
{
    public const string Result = "result.json", Failure = "failure.json", Predictions = "predictions.jsonl", Units = "units.jsonl", Steps = "steps.csv",
        Events = "events.jsonl", Matrix = "matrix.csv", Checkpoint = "checkpoint", OlderCheckpoint = "paused";

    /// <summary>Lines that must have everything.</summary>
    private static readonly JsonSerializerOptions Complete =
        new(RunJson.Line) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Writes the files of a run that is done.</summary>
    public static void Write(string folder, StrategyRun run, RunDescription description)
    {
        string Cells(int row) => string.Join(',', Row(run.Matrix, row).Select(v => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture)));
        AtomicFile.WriteLines(Path.Combine(folder, Matrix),
            [$"after,{string.Join(',', run.Matrix.Tasks.Select(CsvCell.Of))}", $"untrained,{Cells(-1)}",
                .. run.Matrix.Tasks.Select((name, l) => $"{CsvCell.Of(name)},{Cells(l)}")]);
        AtomicFile.WriteLines(Path.Combine(folder, Predictions), run.Predictions.Select(Line));
        if (run.Explanations.Count > 0)
            AtomicFile.WriteLines(Path.Combine(folder, Units), run.Explanations.Select(x => JsonSerializer.Serialize(x, RunJson.Line)));
        File.Delete(Path.Combine(folder, Failure));
        RunJson.WriteSealed(Path.Combine(folder, Result), Record(folder, run, description));
    }

    /// <summary>Returns the line of an answer.</summary>
    public static string Line(Prediction answer) => JsonSerializer.Serialize(answer, RunJson.Line);

    /// <summary>Reads a run that is done.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged.</exception>
    public static StrategyRun Read(string folder)
    {
        RunRecord record = ReadRecord(folder);
        foreach (string name in new[] { Predictions, Units })
            if (Fault(folder, name, record.Files.GetValueOrDefault(name)) is { } fault) throw new InvalidDataException(fault);
        return Of(folder, record);
    }

    /// <summary>Reads a run whose files are checked.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="record">Its own description.</param>
    /// <exception cref="InvalidDataException">A line of a file is malformed; the message has both.</exception>
    public static StrategyRun Of(string folder, RunRecord record) =>
        new(record.Key, MatrixOf(record), Lines<Prediction>(Path.Combine(folder, Predictions), needed: true), new RunCost { Numbers = record.Cost },
            record.Seconds,
            record.TrainedParameters, record.StateBytes, Lines<FusionExplanation>(Path.Combine(folder, Units), needed: false))
        {
            Unseen = record.Unseen, MidTaskScores = record.Within, CpuSeconds = record.CpuSeconds, PeakBytes = record.PeakBytes,
            Checkpoints = record.Checkpoints, CheckpointSeconds = record.CheckpointSeconds,
            Warnings = record.Warnings ?? new Dictionary<string, IReadOnlyList<string>>(), CopyOf = record.CopyOf,
        };

    /// <summary>Reads a run's own description.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    public static RunRecord ReadRecord(string folder)
    {
        string file = Path.Combine(folder, Result);
        return RunNames.Checked(RunJson.Read<RunRecord>(file, RunRecord.CurrentFormat, oldest: RunRecord.OldestFormat, isSealed: true), file);
    }

    /// <summary>Reads why a run failed.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static RunFailure ReadFailure(string folder)
    {
        string file = Path.Combine(folder, Failure);
        return RunNames.Checked(RunJson.Read<RunFailure>(file, isSealed: true), file);
    }

    /// <summary>Returns a row of the matrix; -1 is the untrained model.</summary>
    public static double[] Row(PerformanceMatrix matrix, int row) => [.. matrix.Tasks.Select((_, i) => row < 0 ? matrix.Untrained(i) : matrix[row, i])];

    /// <summary>
    /// Lists the files of a run whose hashes its result records, by their paths below the folder: all but the result, and the events, which contain times.
    /// </summary>
    public static IEnumerable<string> Listed(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
        .Where(f => f is not (Result or Events) && !f.StartsWith(Checkpoint + '/', StringComparison.Ordinal));

    /// <summary>Returns the files of a run that are missing, were changed or were added, with what is wrong.</summary>
    public static IEnumerable<string> Faults(string folder, RunRecord record)
    {
        foreach ((string name, string hash) in record.Files)
            if (Fault(folder, name, hash) is { } changed) yield return changed;
        if (record.Events is { } events && events.Fault(Path.Combine(folder, Events)) is { } fault) yield return fault;
        foreach (string name in Listed(folder).Except(record.Files.Keys)) yield return $"{Path.Combine(folder, name)} was added after the run";
    }

    /// <summary>Returns in what way a file is not the one of a hash; null if it is. Without a hash there is no such file.</summary>
    private static string? Fault(string folder, string name, string? hash)
    {
        string file = Path.Combine(folder, name);
        if (!File.Exists(file)) return hash is null ? null : $"{file} is missing";
        if (hash is null) return $"{file} was added after the run";
        if (new FileInfo(file).Length is var bytes && bytes > FileLimits.Text && !name.EndsWith(".safetensors", StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"{file} has {bytes} bytes; at most {FileLimits.Text} are read");
        return FileHash.Of(file) is var now && now != hash
            ? $"{file} was changed: its hash is {now[..12]}…, at the run's end it was {DisplayText.Of(hash[..Math.Min(12, hash.Length)])}…" : null;
    }

    private static RunRecord Record(string folder, StrategyRun run, RunDescription description) => new()
    {
        Key = run.Key, Tasks = run.Matrix.Tasks, Untrained = Row(run.Matrix, -1), Matrix = [.. run.Matrix.Tasks.Select((_, l) => Row(run.Matrix, l))],
        Unseen = run.Unseen, Within = run.MidTaskScores, Warnings = run.Warnings.Count > 0 ? run.Warnings : null,
        Cost = run.Cost.Numbers, Seconds = run.Seconds, CpuSeconds = run.CpuSeconds, PeakBytes = run.PeakBytes,
        TrainedParameters = run.TrainedParameters, StateBytes = run.StateBytes,
        ConfigurationSha256 = RunConfiguration.Hash(description, run.Key), Configuration = RunConfiguration.Of(description, run.Key),
        Environment = RunEnvironment.Used(description.Environment, run.Versions),
        Checkpoints = run.Checkpoints, CheckpointSeconds = run.CheckpointSeconds, Events = FileMark.Of(Path.Combine(folder, Events)),
        Files = new SortedDictionary<string, string>(Listed(folder).ToDictionary(f => f, f => FileHash.Of(Path.Combine(folder, f))), StringComparer.Ordinal),
    };

    private static PerformanceMatrix MatrixOf(RunRecord record)
    {
        var matrix = new PerformanceMatrix(record.Tasks);
        for (int i = 0; i < record.Tasks.Count; i++) matrix.SetUntrained(i, record.Untrained[i]);
        for (int l = 0; l < record.Tasks.Count; l++)
            for (int i = 0; i < record.Tasks.Count; i++) matrix[l, i] = record.Matrix[l][i];
        return matrix;
    }

    private static IReadOnlyList<T> Lines<T>(string file, bool needed)
    {
        if (!File.Exists(file)) return needed ? throw new InvalidDataException($"{file} is missing") : [];
        int number = 0;
        try
        {
            var all = new List<T>();
            foreach (string line in RunJson.Lines(file))
            {
                number++;
                all.Add(JsonSerializer.Deserialize<T>(line, Complete) ?? throw new JsonException("it is null"));
            }
            return all;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}, line {number}: {JsonPlace.Without(e)}", e);
        }
    }
}

/// <summary>The content of a run's <c>result.json</c>, which is written last: a run with one is done.</summary>
internal sealed record RunRecord
{
    /// <summary>The format that is written, and the oldest one that is read: without a hash of its own and of the events.</summary>
    public const int CurrentFormat = 3, OldestFormat = 2;

    public int Format { get; init; } = CurrentFormat;

    public required RunKey Key { get; init; }

    /// <summary>The run with the same configuration under another name, from whose files this one's were copied; null if it was computed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunKey? CopyOf { get; init; }

    public required IReadOnlyList<string> Tasks { get; init; }

    public required IReadOnlyList<double> Untrained { get; init; }

    public required IReadOnlyList<IReadOnlyList<double>> Matrix { get; init; }

    public UnseenScores? Unseen { get; init; }

    public IReadOnlyList<MidTaskScore> Within { get; init; } = [];

    /// <summary>The strategy's warnings by task; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Warnings { get; init; }

    public required IReadOnlyDictionary<string, long> Cost { get; init; }

    public double Seconds { get; init; }

    public double CpuSeconds { get; init; }

    public long PeakBytes { get; init; }

    public long TrainedParameters { get; init; }

    public long StateBytes { get; init; }

    public int Checkpoints { get; init; }

    public double CheckpointSeconds { get; init; }

    /// <summary>SHA-256 of the configuration.</summary>
    public required string ConfigurationSha256 { get; init; }

    /// <summary>The configuration itself, line by line.</summary>
    public required IReadOnlyList<string> Configuration { get; init; }

    /// <summary>Versions, device, threads.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The events' file, which has times and so differs when the run is repeated.</summary>
    public FileMark? Events { get; init; }

    /// <summary>SHA-256 of the run's other files, by their path below the run's folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
