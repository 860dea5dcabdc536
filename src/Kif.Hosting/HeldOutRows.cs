using System.Globalization;
using System.Text.Json;
using Kif.Models;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>The rows of learned tasks that were held out of training, a file for each task: the gate knows earlier tasks after a restart, too.</summary>
internal sealed class HeldOutRows(IOptions<LearningOptions> options)
{
    private static readonly JsonSerializerOptions Json = new() { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private string Folder => Path.Combine(Path.GetFullPath(options.Value.Folder), "held-out");

    /// <summary>Returns the task as it is learned and judged: with its own test rows, or with some of its rows held out evenly.</summary>
    public LearningTask Split(QueuedTask task)
    {
        if (task.Test.Count > 0) return new(task.Name, task.Train, task.Test);
        bool IsHeldOut(int i) => (int)((i + 1) * options.Value.HoldOut) > (int)(i * options.Value.HoldOut);
        return new(task.Name, [.. task.Train.Where((_, i) => !IsHeldOut(i))], [.. task.Train.Where((_, i) => IsHeldOut(i))]);
    }

    /// <summary>Returns the newest of the learned tasks that have held-out rows, but for those of a name, which is learned anew.</summary>
    /// <param name="record">The learned tasks.</param>
    /// <param name="but">The name.</param>
    /// <param name="damaged">Receives the task and the fault of rows that can't be read: without them the other tasks are judged.</param>
    public IReadOnlyList<LearningTask> Of(ServiceRecord record, string but, Action<string, Exception> damaged)
    {
        List<LearningTask> tasks = [];
        HashSet<string> seen = [but];
        foreach (LearnedTask learned in record.Recent.Reverse())
        {
            if (tasks.Count >= options.Value.JudgedTasks || !File.Exists(FileOf(learned.Number)) || !seen.Add(learned.Name)) continue;
            try
            {
                byte[] content = RegularFile.ReadAll(FileOf(learned.Number), TaskQueue.MostBytes);
                Example?[]? rows = JsonSerializer.Deserialize<Example?[]>(content, Json);
                if (rows is null || rows.Any(r => r is null)) throw new JsonException("a row is null");
                tasks.Add(new(learned.Name, [], rows!));
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                damaged(learned.Name, e);
            }
        }
        tasks.Reverse();
        return tasks;
    }

    /// <summary>Keeps the rows of a task that is going to answer.</summary>
    public void Keep(long number, IReadOnlyList<Example> rows)
    {
        if (rows.Count == 0) return;
        AtomicFolder.Create(Folder);
        AtomicFile.Write(FileOf(number), JsonSerializer.SerializeToUtf8Bytes(rows));
    }

    /// <summary>Drops the rows of tasks that the newer record no longer has.</summary>
    public void Drop(ServiceRecord before, ServiceRecord after)
    {
        foreach (LearnedTask old in before.Recent.TakeWhile(t => after.Recent.Count == 0 || t.Number < after.Recent[0].Number))
            if (File.Exists(FileOf(old.Number))) File.Delete(FileOf(old.Number));
    }

    private string FileOf(long number) => Path.Combine(Folder, number.ToString("D12", CultureInfo.InvariantCulture) + ".json");
}
