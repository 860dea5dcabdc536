using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>
/// A saved learner as a folder: weights, the strategy's state and a description as one content of a <see cref="VersionedFolder"/> that
/// <c>learner.json</c> names. In the middle of a task: the learner as it was before the task, and the task's progress in <c>task/</c>.
/// </summary>
internal static class LearnerFolder
{
    private const string PointerFile = "learner.json", Description = "description.json", WeightFile = "weights.safetensors", Kept = "weights",
        Merged = "folded/", Task = "task";

    private const int Format = 3;

    /// <summary>Writes a learner; at any interruption, the folder holds the one before or this one.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="path">The folder.</param>
    /// <param name="paused">The task in the middle of which it is; null between tasks.</param>
    /// <param name="progress">The state of that task; null between tasks.</param>
    /// <param name="writeMore">Writes further files that appear together with the learner, into the folder of the given path; null for none.</param>
    /// <param name="claim">The right to write the folder; null to take it for this moment.</param>
    /// <returns>A mark of what was written, as of <see cref="MarkOf"/>.</returns>
    public static string Write(
        LearnerSnapshot learner, string path, PausedTask? paused, IStateful? progress, Action<string>? writeMore, FolderClaim? claim = null) =>
        VersionedFolder.Write(path, PointerFile, Format, to =>
        {
            SafetensorsWriter.Write(Path.Combine(to, WeightFile),
                learner.Model.Frozen.Select((f, i) => (Frozen(i), f.Weights)).Concat(learner.Model.Merged.Select(f => (Merged + f.Key, f.Value)))
                    .Append((Kept, learner.Weights)));
            learner.State.Write(to);
            if (progress is not null) StateFolder.Write(progress, Path.Combine(to, Task));
            (learner.Description with { Paused = paused }).Write(Path.Combine(to, Description));
            writeMore?.Invoke(to);
        }, claim);

    /// <summary>Takes the right to write a folder.</summary>
    /// <exception cref="IOException">Another writer has it; the message names it.</exception>
    public static FolderClaim Claim(string path) => FolderClaim.Take(path, PointerFile);

    /// <summary>Whether the files of a claim are still in the folder.</summary>
    public static bool IsClaimed(string path) => FolderClaim.IsIn(path, PointerFile);

    /// <summary>Returns what tells the saved learner from any other one; null if there is none.</summary>
    public static string? MarkOf(string path) => VersionedFolder.MarkOf(path, PointerFile);

    /// <summary>Whether the folder holds a learner.</summary>
    public static bool Holds(string path) => VersionedFolder.Holds(path, PointerFile);

    /// <summary>Whether the folder held a learner, of which the file that names it is gone.</summary>
    public static bool HeldEarlier(string path) => !Holds(path) && VersionedFolder.HeldEarlier(path);

    /// <summary>Finds the learner in a folder and checks its files.</summary>
    /// <exception cref="InvalidDataException">There is none, or a file of it is missing or was changed; the message names it.</exception>
    public static FolderVersion Open(string path) => VersionedFolder.Open(path, PointerFile, Format, "learner");

    /// <summary>Reads something of the learner in a folder, beside writers.</summary>
    public static T Peek<T>(string path, Func<FolderVersion, T> read) => VersionedFolder.Read(path, PointerFile, Format, "learner", read);

    /// <summary>Returns the number of tasks that a saved learner has learned.</summary>
    public static int TasksOf(FolderVersion files) => LearnerDescription.Read(files.File(Description)).Tasks;

    /// <summary>Reads the learner in a folder into memory, beside writers; the folder is not needed afterwards.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="withState">Whether the strategy's state is read too; without it the learner can answer and not learn.</param>
    /// <param name="readMore">Reads further files of the same save; null for none.</param>
    /// <exception cref="InvalidDataException">There is none, or a file of it is missing or was changed; the message names it.</exception>
    public static LoadedLearner Load(string path, Device device, bool withState, Action<FolderVersion>? readMore) =>
        Peek(path, files =>
        {
            LoadedLearner loaded = Load(files, device, withState);
            try
            {
                readMore?.Invoke(files);
                return loaded;
            }
            catch
            {
                loaded.Dispose();
                throw;
            }
        });

    /// <summary>Reads checked files into memory.</summary>
    public static LoadedLearner Load(FolderVersion files, Device device, bool withState = true)
    {
        LearnerDescription description = LearnerDescription.Read(files.File(Description));
        LoadedLearner loaded = new(files, description);
        try
        {
            // Mapped tensors would need the file as long as they live.
            using SafetensorsFile file = SafetensorsFile.Open(files.File(WeightFile), long.MaxValue);
            foreach (string name in file.Names) loaded.Weights.Add(name, file.Load(name, device: device).DetachFromDisposeScope());
            if (!withState) return loaded;
            loaded.State = StateFiles.Load(files.Path, device);
            if (description.Paused is not null) loaded.Task = StateFiles.Load(Path.Combine(files.Path, Task), device);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Brings a learner to what was loaded.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="loaded">What was read.</param>
    /// <exception cref="InvalidDataException">It was saved by another model or strategy; the message says which.</exception>
    public static void Resume(ContinualLearner learner, LoadedLearner loaded)
    {
        (string path, LearnerDescription saved) = (loaded.Files.Path, loaded.Description);
        string[] parts = [.. learner.Composition.Parts.Select(p => p.Name)];
        if (!saved.Parts.SequenceEqual(parts))
            throw new InvalidDataException(
                $"{path} was saved by a strategy of the parts {DisplayText.Of(string.Join(", ", saved.Parts), 200)}; this one has {string.Join(", ", parts)}");
        if (saved.Growths.Count > 0) ResumeAdapters(learner, saved.Growths, loaded);
        if (saved.Space != learner.Model.Space.Fingerprint)
            throw new InvalidDataException(
                $"{path} was saved by a model with other trainable parameters (space {DisplayText.Of(saved.Space, 100)}; this model's is "
                + $"{learner.Model.Space.Fingerprint})");
        learner.ResumeTasks(saved.Tasks, Vector(learner, loaded, Kept));
        if (loaded.State is { } state) StateFolder.Read(learner.Composition, learner.Model.Space, learner.Model.Device, state);
        saved.ResumeCost(learner.Cost);
    }

    private static void ResumeAdapters(ContinualLearner learner, IReadOnlyList<AdapterGrowth> growths, LoadedLearner loaded)
    {
        Tensor[] frozen = [.. Enumerable.Range(0, growths.Count(g => g == AdapterGrowth.Stack)).Select(i => Vector(learner, loaded, Frozen(i)))];
        Dictionary<string, Tensor> folded = loaded.Weights.Where(w => w.Key.StartsWith(Merged, StringComparison.Ordinal))
            .ToDictionary(w => w.Key[Merged.Length..], w => w.Value);
        try
        {
            learner.ResumeAdapters(growths, frozen, folded);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{loaded.Files.File(WeightFile)} does not fit the model: {e.Message}", e);
        }
    }

    private static string Frozen(int adapter) => $"frozen/{adapter}";

    private static Tensor Vector(ContinualLearner learner, LoadedLearner loaded, string name)
    {
        string file = loaded.Files.File(WeightFile);
        Tensor vector = loaded.Weights.GetValueOrDefault(name) ?? throw new InvalidDataException($"{file}: '{name}' is missing");
        try
        {
            learner.Model.Space.Check(vector);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{file}: '{name}' does not fit the model: {e.Message}", e);
        }
        return vector;
    }
}

/// <summary>A saved learner in memory, read as a whole; owns its tensors.</summary>
/// <param name="files">The files that it was read from, which may be gone by now.</param>
/// <param name="description">Its description.</param>
internal sealed class LoadedLearner(FolderVersion files, LearnerDescription description) : IDisposable
{
    public FolderVersion Files => files;

    public LearnerDescription Description => description;

    /// <summary>The final weights, frozen adapters and merged maps by name.</summary>
    public Dictionary<string, Tensor> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>The strategy's state; null if it was not asked for.</summary>
    public StateFiles? State { get; set; }

    /// <summary>The progress of the task in the middle of which it was saved; null between tasks. Whoever takes it sets it to null.</summary>
    public StateFiles? Task { get; set; }

    public void Dispose()
    {
        foreach (Tensor tensor in Weights.Values) tensor.Dispose();
        State?.Dispose();
        Task?.Dispose();
    }
}

/// <summary>The description of a saved learner, in <c>description.json</c>.</summary>
/// <param name="Parts">Names of the strategy's parts.</param>
/// <param name="Tasks">Number of tasks learned.</param>
/// <param name="Growths">The growth steps of the adapter, oldest first.</param>
/// <param name="Space">Fingerprint of the space of the final weights.</param>
/// <param name="Cost">The cost so far.</param>
internal sealed record LearnerDescription(
    IReadOnlyList<string> Parts, int Tasks, IReadOnlyList<AdapterGrowth> Growths, string Space, IReadOnlyDictionary<string, long> Cost)
{
    /// <summary>The task that was begun and not finished, or null.</summary>
    public PausedTask? Paused { get; init; }

    private static readonly JsonSerializerOptions Json = new()
        { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, RespectRequiredConstructorParameters = true };

    public static LearnerDescription Of(ContinualLearner learner) => new(
        [.. learner.Composition.Parts.Select(p => p.Name)], learner.TasksLearned, [.. learner.Growths], learner.Model.Space.Fingerprint,
        learner.Cost.Numbers);

    public static LearnerDescription Read(string file) => FolderDescription.Read<LearnerDescription>(file, "learner", Json);

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

    /// <summary>Gives the previous model back to the learner; null if its adapter did not grow.</summary>
    public ILanguageModel? Release()
    {
        (ILanguageModel? model, outgrown) = (outgrown, null);
        return model;
    }

    public void Dispose()
    {
        if (!owned) return;
        weights.Dispose();
        state.Dispose();
        outgrown?.Dispose();
    }
}
