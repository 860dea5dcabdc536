namespace Kif.Pipeline.Streams;

/// <summary>The files of one task.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Train">The training file.</param>
/// <param name="Test">The test file; null if there is none.</param>
/// <param name="Labels">The file that lists the labels; null if there is none.</param>
internal sealed record TaskFiles(string Name, string Train, string? Test, string? Labels)
{
    private static readonly string[] TestSplits = ["test", "dev", "validation"];

    /// <summary>Finds the tasks of a folder: <c>train/&lt;task&gt;.json</c>, or else <c>&lt;group&gt;/&lt;task&gt;/train.json</c>; in ordinal order.</summary>
    public static TaskFiles[] In(string root)
    {
        if (!Directory.Exists(root)) throw new TaskFolderException($"there is no data folder '{root}'");
        string train = Path.Combine(root, "train");
        TaskFiles[] tasks = [.. (Directory.Exists(train) ? BySplit(root, train) : ByTask(root)).OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (tasks.Length == 0)
            throw new TaskFolderException($"no task lies in '{root}': train/<task>.json or <group>/<task>/train.json (or .jsonl) would be one");
        return tasks;
    }

    private static IEnumerable<TaskFiles> BySplit(string root, string train) =>
        from name in Directory.EnumerateFiles(train).Where(f => Path.GetExtension(f) is ".json" or ".jsonl").Select(Path.GetFileNameWithoutExtension).Distinct()
        select new TaskFiles(name, Existing(Path.Combine(train, name))!, TestFile(split => Path.Combine(root, split, name)), null);

    private static IEnumerable<TaskFiles> ByTask(string root)
    {
        var folders = (from folder in Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories)
                       let train = Existing(Path.Combine(folder, "train"))
                       where train is not null
                       select (Folder: folder, Train: train, Name: Path.GetFileName(folder))).ToArray();
        return from task in folders
               let unique = folders.Count(f => f.Name == task.Name) == 1
               select new TaskFiles(unique ? task.Name : $"{Path.GetFileName(Path.GetDirectoryName(task.Folder))}/{task.Name}", task.Train,
                   TestFile(split => Path.Combine(task.Folder, split)), Existing(Path.Combine(task.Folder, "labels")));
    }

    private static string? TestFile(Func<string, string> path) => TestSplits.Select(split => Existing(path(split))).FirstOrDefault(f => f is not null);

    private static string? Existing(string stem) => (File.Exists(stem + ".json"), File.Exists(stem + ".jsonl")) switch
    {
        (true, true) => throw new TaskFolderException($"both {stem}.json and {stem}.jsonl exist: only one of them may"),
        (true, false) => stem + ".json",
        (false, true) => stem + ".jsonl",
        _ => null,
    };
}
