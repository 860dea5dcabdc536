using System.Globalization;
using System.Text.Json;
using Kif.Models;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>The rows of learned tasks that were held out of training, a file for each task: the gate knows earlier tasks after a restart, too.</summary>
internal sealed class HeldOutRows(IOptions<LearningOptions> options)
{
    private string Folder => Path.Combine(Path.GetFullPath(options.Value.Folder), "held-out");

    /// <summary>Returns the task as it is learned and judged: with its own test rows, or with some of its rows held out evenly.</summary>
    public LearningTask Split(QueuedTask task)
    {
        if (task.Test.Count > 0) return new(task.Name, task.Train, task.Test);
        bool IsHeldOut(int i) => (int)((i + 1) * options.Value.HoldOut) > (int)(i * options.Value.HoldOut);
        return new(task.Name, [.. task.Train.Where((_, i) => !IsHeldOut(i))], [.. task.Train.Where((_, i) => IsHeldOut(i))]);
    }

    /// <summary>Returns the newest of the learned tasks that have held-out rows, but for those of a name, which is learned anew.</summary>
    public IReadOnlyList<LearningTask> Of(ServiceRecord record, string but)
    {
        List<LearningTask> tasks = [];
        HashSet<string> seen = [but];
        foreach (LearnedTask learned in record.Recent.Reverse())
            if (tasks.Count < options.Value.JudgedTasks && File.Exists(FileOf(learned.Number)) && seen.Add(learned.Name))
                tasks.Add(new(learned.Name, [], JsonSerializer.Deserialize<Example[]>(File.ReadAllBytes(FileOf(learned.Number)))!));
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
