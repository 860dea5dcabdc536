using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>
/// A saved learner as a folder: <c>learner.json</c>, <c>weights.safetensors</c> and the strategy's state. In the middle of a task: the learner as it was before
/// the task, and the task's progress in <c>task/</c>.
/// </summary>
internal static class LearnerFolder
{
    private const string Description = "learner.json", WeightFile = "weights.safetensors", Kept = "weights", Merged = "folded/";

    /// <summary>Every file of a saved learner; the description last, so that a folder with one is complete.</summary>
    private static readonly string[] OwnFiles =
        [WeightFile, StateFiles.TensorFile, StateFiles.ValueFile, Path.Combine("task", StateFiles.TensorFile), Path.Combine("task", StateFiles.ValueFile),
        Description];

    /// <summary>
    /// Writes a learner; if the folder holds one already, beside it first and then in its place. At any interruption, a complete learner can be read.
    /// </summary>
    public static void Write(LearnerSnapshot learner, string path, PausedTask? paused = null, Action<string>? writeTask = null)
    {
        if (Directory.Exists(Whole(path))) Replace(path);
        string to = Holds(path) ? Unfinished(path) : path;
        Directory.CreateDirectory(to);
        SafetensorsWriter.Write(Path.Combine(to, WeightFile),
            learner.Model.Frozen.Select((f, i) => (Frozen(i), f.Weights)).Concat(learner.Model.Merged.Select(f => (Merged + f.Key, f.Value)))
                .Append((Kept, learner.Weights)));
        learner.State.Write(to);
        writeTask?.Invoke(InTask(to));
        (learner.Description with { Paused = paused }).Write(Path.Combine(to, Description));
        if (to == path) return;
        AtomicFolder.Move(to, Whole(path));
        Replace(path);
    }

    /// <summary>Returns the path of the newest complete learner in a folder.</summary>
    public static string Newest(string path) => Directory.Exists(Whole(path)) ? Whole(path) : path;

    /// <summary>Whether the folder holds a complete learner.</summary>
    public static bool Holds(string path) => File.Exists(Path.Combine(Newest(path), Description));

    /// <summary>Returns the path of the unfinished task.</summary>
    public static string InTask(string path) => Path.Combine(path, "task");

    /// <summary>Returns the path of the complete learner that was written last, until it is moved into its place.</summary>
    private static string Whole(string path) => Path.Combine(path, ".saved");

    private static void Replace(string path)
    {
        string whole = Whole(path);
        foreach (string name in OwnFiles)
        {
            string to = Path.Combine(path, name);
            if (File.Exists(Path.Combine(whole, name)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                AtomicFile.Copy(Path.Combine(whole, name), to);
            }
            else if (File.Exists(to)) File.Delete(to);
        }
        if (Directory.Exists(InTask(path)) && !Directory.EnumerateFileSystemEntries(InTask(path)).Any()) Directory.Delete(InTask(path));
        AtomicFolder.Flush(path);
        AtomicFolder.Move(whole, Unfinished(path));
        Unfinished(path);
    }

    /// <summary>Returns the path for an incomplete learner; deletes what is there.</summary>
    private static string Unfinished(string path)
    {
        string folder = Path.Combine(path, ".saving");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return folder;
    }

    /// <returns>The task in the middle of which the learner was saved, or null.</returns>
    public static PausedTask? Read(ContinualLearner learner, string path)
    {
        LearnerDescription saved = LearnerDescription.Read(Path.Combine(path, Description));
        string[] parts = [.. learner.Composition.Parts.Select(p => p.Name)];
        if (!saved.Parts.SequenceEqual(parts))
            throw new InvalidDataException(
                $"{path} was saved by a strategy of the parts {string.Join(", ", saved.Parts)}; this one has {string.Join(", ", parts)}");
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(path, WeightFile));
        using var scope = torch.NewDisposeScope();
        if (saved.Growths.Count > 0) ResumeAdapters(learner, saved.Growths, weights);
        if (saved.Space != learner.Model.Space.Fingerprint)
            throw new InvalidDataException(
                $"{path} was saved by a model with other trainable parameters (space {saved.Space}; this model's is {learner.Model.Space.Fingerprint})");
        learner.ResumeTasks(saved.Tasks, Vector(learner, weights, Kept));
        StateFolder.Read(learner.Composition, learner.Model.Space, learner.Model.Device, path);
        saved.ResumeCost(learner.Cost);
        return saved.Paused;
    }

    private static void ResumeAdapters(ContinualLearner learner, IReadOnlyList<AdapterGrowth> growths, SafetensorsFile file)
    {
        Tensor[] frozen = [.. Enumerable.Range(0, growths.Count(g => g == AdapterGrowth.Stack)).Select(i => Vector(learner, file, Frozen(i)))];
        Dictionary<string, Tensor> folded = file.Names.Where(n => n.StartsWith(Merged, StringComparison.Ordinal))
            .ToDictionary(n => n[Merged.Length..], n => file.Load(n, device: learner.Model.Device));
        try
        {
            learner.ResumeAdapters(growths, frozen, folded);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{file.Path} does not fit the model: {e.Message}", e);
        }
    }

    private static string Frozen(int adapter) => $"frozen/{adapter}";

    private static Tensor Vector(ContinualLearner learner, SafetensorsFile file, string name)
    {
        Tensor vector = file.Contains(name)
            ? file.Load(name, device: learner.Model.Device) : throw new InvalidDataException($"{file.Path}: '{name}' is missing");
        try
        {
            learner.Model.Space.Check(vector);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{file.Path}: '{name}' does not fit the model: {e.Message}", e);
        }
        return vector;
    }
}

/// <summary>The description of a saved learner, in <c>learner.json</c>.</summary>
/// <param name="Format">Version of the layout: 2.</param>
/// <param name="Parts">Names of the strategy's parts.</param>
/// <param name="Tasks">Number of tasks learned.</param>
/// <param name="Growths">The growth steps of the adapter, oldest first.</param>
/// <param name="Space">Fingerprint of the space of the final weights.</param>
/// <param name="Cost">The cost so far.</param>
internal sealed record LearnerDescription(
    int Format, IReadOnlyList<string> Parts, int Tasks, IReadOnlyList<AdapterGrowth> Growths, string Space, IReadOnlyDictionary<string, long> Cost)
{
    private const int Current = 2;

    /// <summary>The task that was begun and not finished, or null.</summary>
    public PausedTask? Paused { get; init; }

    private static readonly JsonSerializerOptions Json = new()
        { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, RespectRequiredConstructorParameters = true };

    public static LearnerDescription Of(ContinualLearner learner) => new(
        Current, [.. learner.Composition.Parts.Select(p => p.Name)], learner.TasksLearned, [.. learner.Growths], learner.Model.Space.Fingerprint,
        learner.Cost.Numbers);

    public static LearnerDescription Read(string file) => FolderDescription.Read<LearnerDescription>(file, "learner", Json, Current);

    public void Write(string file) => AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, Json));

    public void ResumeCost(RunCost cost) => cost.Numbers = Cost;
}

/// <summary>A snapshot of a learner between two tasks, from which a folder is written.</summary>
/// <param name="description">Its description.</param>
/// <param name="model">The model with its frozen adapters.</param>
/// <param name="weights">The final weights of the last task.</param>
/// <param name="state">The strategy's state.</param>
/// <param name="owned">Whether weights and state are copies that this object frees.</param>
internal sealed class LearnerSnapshot(LearnerDescription description, ILanguageModel model, Tensor weights, StateSnapshot state, bool owned) : IDisposable
{
    private ILanguageModel? outgrown;

    public LearnerDescription Description => description;

    public ILanguageModel Model => model;

    public Tensor Weights => weights;

    public StateSnapshot State => state;

    /// <summary>Makes a snapshot that borrows everything.</summary>
    public static LearnerSnapshot Of(ContinualLearner learner) =>
        new(LearnerDescription.Of(learner), learner.Model, learner.Weights, StateSnapshot.Of(learner.Composition), owned: false);

    /// <summary>Makes a copy that outlives the next task; the model is borrowed as long as the learner has it.</summary>
    public static LearnerSnapshot CopyOf(ContinualLearner learner) =>
        new(LearnerDescription.Of(learner), learner.Model, learner.Weights.clone().DetachFromDisposeScope(), StateSnapshot.CopyOf(learner.Composition),
        owned: true);

    /// <summary>Takes ownership of the learner's previous model, which stays alive until the snapshot is freed.</summary>
    public void Own(ILanguageModel model) => outgrown = model;

    public void Dispose()
    {
        if (!owned) return;
        weights.Dispose();
        state.Dispose();
        outgrown?.Dispose();
    }
}
