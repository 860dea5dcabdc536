using System.Globalization;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// The files of a comparison: <c>run.json</c> (how to repeat it), <c>results.json</c>, <c>report.md</c>, and per run, in <c>strategy/order-1/seed-1</c>,
/// <c>steps.csv</c> and <c>events.jsonl</c> (while it runs), <c>matrix.csv</c>, <c>predictions.jsonl</c>, <c>units.jsonl</c>, the adapters, and, last,
/// <c>result.json</c>. A folder can be continued: runs that are done are kept, others are added.
/// </summary>
internal sealed class RunFolder : IRunStore, IDisposable
{
    internal const string DescriptionName = "run.json", ResultsFile = "results.json", ReportFile = "report.md";

    /// <summary>The files that grow during a run.</summary>
    private static readonly string[] Streams = [RunFiles.Steps, RunFiles.Events];

    private readonly Dictionary<RunKey, (StreamWriter Steps, StreamWriter Events)> open = [];

    /// <summary>Creates or continues the folder, and writes <c>run.json</c>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="description">The description of the requested comparison.</param>
    /// <exception cref="CompositionException">The folder holds runs with other settings; the message says which.</exception>
    public RunFolder(string path, RunDescription description)
    {
        Path = path;
        string file = System.IO.Path.Combine(path, DescriptionName);
        Directory.CreateDirectory(path);
        Description = File.Exists(file) ? RunDescriptionUnion.Of(path, DescriptionOf(path), description) : description;
        RunJson.Write(file, JsonSerializer.Serialize(Description, RunJson.Indented));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The description of all runs of the folder, those requested earlier and now.</summary>
    public RunDescription Description { get; }

    /// <summary>Creates the folder of one run: <c>strategy/order-1/seed-1</c>.</summary>
    public string Of(RunKey run) => Directory.CreateDirectory(PathOf(Path, run)).FullName;

    /// <summary>Reads the outcome of a run that is done; null for others.</summary>
    /// <exception cref="InvalidDataException">Its files are damaged.</exception>
    public StrategyRun? Find(RunKey run) => IsDone(Path, run) ? RunFiles.Read(PathOf(Path, run)) : null;

    /// <summary>Handles an event: writes the files that grow during a run.</summary>
    public void Handle(RunEvent e)
    {
        if (e is RunStarted started) Begin(e.Run!, started.Resumed);
        if (open.TryGetValue(e.Run!, out var files)) files.Events.WriteLine(EventLines.Write(e));
        switch (e)
        {
            case StepFinished step:
                files.Steps?.WriteLine(StepsFile.Line(step));
                break;
            case RunPaused:
                Close(e.Run!);
                foreach (string name in Streams)
                    AtomicFile.Copy(System.IO.Path.Combine(Of(e.Run!), name), System.IO.Path.Combine(PausedPathOf(e.Run!), name));
                break;
            case RunFailed failed:
                Fail(new(e.Run!, failed.Message));
                break;
        }
    }

    /// <summary>Records that a run failed.</summary>
    internal void Fail(RunFailure failure)
    {
        Close(failure.Key);
        RunJson.Write(System.IO.Path.Combine(Of(failure.Key), RunFiles.Failure), JsonSerializer.Serialize(failure, RunJson.Indented));
    }

    /// <summary>Writes the weights of a run after a task.</summary>
    public void Keep(RunKey run, int afterTask, ILanguageModel model, Tensor weights) =>
        AdapterWriter.Write(Of(run), Description.Model, afterTask, model, weights);

    /// <summary>Writes the files of a run that is done.</summary>
    public void Done(StrategyRun run)
    {
        Close(run.Key);
        if (Directory.Exists(PausedPathOf(run.Key))) Directory.Delete(PausedPathOf(run.Key), recursive: true);
        RunFiles.Write(Of(run.Key), run, Description);
    }

    /// <summary>Writes the summary of all runs.</summary>
    /// <param name="result">All runs of the folder.</param>
    public void Finish(ComparisonResult result) => Summarize(Path, Description, result);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (RunKey run in open.Keys.ToArray()) Close(run);
    }

    internal static string PathOf(string folder, RunKey run) =>
        System.IO.Path.Combine(folder, run.Strategy, run.Order, string.Create(CultureInfo.InvariantCulture, $"seed-{run.Seed}"));

    /// <summary>Whether a run is done in a folder.</summary>
    internal static bool IsDone(string folder, RunKey run) => File.Exists(System.IO.Path.Combine(PathOf(folder, run), RunFiles.Result));

    /// <summary>Whether a run failed in a folder and has not succeeded since.</summary>
    internal static bool HasFailed(string folder, RunKey run) =>
        !IsDone(folder, run) && File.Exists(System.IO.Path.Combine(PathOf(folder, run), RunFiles.Failure));

    /// <summary>Reads the description in a folder.</summary>
    /// <exception cref="InvalidDataException">It holds no comparison, or one of an older version.</exception>
    internal static RunDescription DescriptionOf(string folder)
    {
        string file = System.IO.Path.Combine(folder, DescriptionName);
        return File.Exists(file)
            ? RunJson.Read<RunDescription>(file, RunDescription.CurrentFormat, unnumbered: 1)
            : throw new InvalidDataException($"{folder} holds no comparison: {DescriptionName} is missing");
    }

    internal static void Summarize(string folder, RunDescription description, ComparisonResult result)
    {
        RunJson.Write(System.IO.Path.Combine(folder, ResultsFile), JsonReport.Write(result));
        RunJson.Write(System.IO.Path.Combine(folder, ReportFile), MarkdownReport.Write(result, description.Command, description.Warnings));
    }

    /// <summary>Returns the folder of a paused run.</summary>
    public string PausedPathOf(RunKey run) => System.IO.Path.Combine(PathOf(Path, run), RunFiles.Paused);

    /// <summary>Removes the files of an earlier attempt, or restores those of a paused run.</summary>
    private void Begin(RunKey run, bool resumed)
    {
        Close(run);
        string folder = Of(run);
        if (resumed)
        {
            foreach (string name in Streams) AtomicFile.Copy(System.IO.Path.Combine(PausedPathOf(run), name), System.IO.Path.Combine(folder, name));
        }
        else
        {
            Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
        }
        StreamWriter Open(string name) => new(System.IO.Path.Combine(folder, name), append: resumed) { AutoFlush = true };
        open[run] = (Open(RunFiles.Steps), Open(RunFiles.Events));
        if (!resumed) open[run].Steps.WriteLine(StepsFile.Head);
    }

    private void Close(RunKey run)
    {
        if (!open.Remove(run, out var files)) return;
        files.Steps.Dispose();
        files.Events.Dispose();
    }
}
