using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// What the service knows of its tasks, as a file of each saved learner: it appears together with the weights, so a task is learned if and only if it is in
/// here.
/// </summary>
/// <param name="Settled">The number up to which all tasks are learned or set aside.</param>
/// <param name="Learned">The number of tasks learned.</param>
/// <param name="Recent">The last of them, the newest last.</param>
/// <param name="Learning">The number of the task in the middle of which the learner was saved; null between tasks.</param>
internal sealed record ServiceRecord(long Settled, long Learned, IReadOnlyList<LearnedTask> Recent, long? Learning)
{
    private const string Name = "service.json";

    private const int Remembered = 100;
    private const long MostBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new() { RespectRequiredConstructorParameters = true };

    /// <summary>Returns the record after one more task.</summary>
    public ServiceRecord With(QueuedTask task) =>
        new(task.Number, Learned + 1, [.. Recent.TakeLast(Remembered - 1), new(task.Number, task.Name, task.Hash)], null);

    /// <summary>Reads the record of a saved learner; of one that was saved without a service, its number of tasks.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ServiceRecord Read(FolderVersion save)
    {
        if (!save.Pointer.Files.ContainsKey(Name)) return new(0, LearnerFolder.TasksOf(save), [], null);
        try
        {
            return JsonSerializer.Deserialize<ServiceRecord>(RegularFile.ReadAll(save.File(Name), MostBytes), Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{save.File(Name)} is no record of a learning service: {JsonPlace.Describe(e)}", e);
        }
    }

    /// <summary>Writes it into the folder of a save.</summary>
    public void Write(string folder) => AtomicFile.Write(Path.Combine(folder, Name), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}

/// <summary>A task that was learned.</summary>
internal sealed record LearnedTask(long Number, string Name, string Hash);
