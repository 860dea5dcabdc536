using Kif.Models.Safetensors;
using Kif.Pipeline.State;

namespace Kif.Pipeline.Learning;

/// <summary>A learner between two tasks as a folder: <c>learner.json</c>, <c>weights.safetensors</c> and the strategy's state. In the middle of a task: the same before the task, and the task in <c>task/</c>.</summary>
internal static class LearnerFolder
{
    private const string Description = "learner.json", WeightFile = "weights.safetensors", Kept = "weights", Folded = "folded/";

    public static void Write(LearnerSnapshot learner, string path, PausedTask? paused = null, Action<string>? writeTask = null)
    {
        Directory.CreateDirectory(path);
        File.Delete(Path.Combine(path, Description));
        SafetensorsWriter.Write(Path.Combine(path, WeightFile),
            learner.Model.Frozen.Select((f, i) => (Frozen(i), f.Weights)).Concat(learner.Model.Folded.Select(f => (Folded + f.Key, f.Value))).Append((Kept, learner.Weights)));
        learner.State.Write(path);
        string task = InTask(path);
        if (Directory.Exists(task)) Directory.Delete(task, recursive: true);
        writeTask?.Invoke(task);
        // Last, so that a folder with a description is a whole one.
        (learner.Description with { Paused = paused }).Write(Path.Combine(path, Description));
    }

    /// <summary>Where the task lies that was not learnt to its end.</summary>
    public static string InTask(string path) => Path.Combine(path, "task");

    /// <returns>The task in the middle of which the learner was saved, or null.</returns>
    public static PausedTask? Read(ContinualLearner learner, string path)
    {
        LearnerDescription saved = LearnerDescription.Read(Path.Combine(path, Description));
        string[] parts = [.. learner.Composition.Parts.Select(p => p.Name)];
        if (!saved.Parts.SequenceEqual(parts))
            throw new InvalidDataException($"{path} was saved by a strategy of the parts {string.Join(", ", saved.Parts)}; this one has {string.Join(", ", parts)}");
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(path, WeightFile));
        using var scope = torch.NewDisposeScope();
        if (saved.Growths.Count > 0) Regrow(learner, saved.Growths, weights);
        if (saved.Space != learner.Model.Space.Fingerprint)
            throw new InvalidDataException($"{path} was saved by a model with other trainable parameters (space {saved.Space}; this model's is {learner.Model.Space.Fingerprint})");
        learner.GoOn(saved.Tasks, Vector(learner, weights, Kept));
        StateFolder.Read(learner.Composition, learner.Model.Space, learner.Model.Device, path);
        saved.Restore(learner.Cost);
        return saved.Paused;
    }

    private static void Regrow(ContinualLearner learner, IReadOnlyList<AdapterGrowth> growths, SafetensorsFile file)
    {
        Tensor[] frozen = [.. Enumerable.Range(0, growths.Count(g => g == AdapterGrowth.Stack)).Select(i => Vector(learner, file, Frozen(i)))];
        Dictionary<string, Tensor> folded = file.Names.Where(n => n.StartsWith(Folded, StringComparison.Ordinal))
            .ToDictionary(n => n[Folded.Length..], n => file.Load(n, device: learner.Model.Device));
        try
        {
            learner.Regrow(growths, frozen, folded);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{file.Path} does not fit the model: {e.Message}", e);
        }
    }

    private static string Frozen(int adapter) => $"frozen/{adapter}";

    private static Tensor Vector(ContinualLearner learner, SafetensorsFile file, string name)
    {
        Tensor vector = file.Contains(name) ? file.Load(name, device: learner.Model.Device) : throw new InvalidDataException($"{file.Path}: '{name}' is missing");
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
