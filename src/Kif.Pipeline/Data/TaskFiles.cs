namespace Kif;

/// <summary>The files of one task.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Train">The training file.</param>
/// <param name="Test">The test file; null if there is none.</param>
/// <param name="Labels">The file that lists the labels; null if there is none.</param>
internal sealed record TaskFiles(string Name, string Train, string? Test, string? Labels)
{
    private const string TrainSplit = "train";

    private static readonly string[] TestSplits = ["test", "dev", "validation", "valid", "val", "eval", "evaluation"];

    /// <summary>The names of files to test on, the preferred one first.</summary>
    public static string TestNames { get; } = $"{string.Join(", ", TestSplits[..^1])} or {TestSplits[^1]}";

    /// <summary>Whether a user named the training file and nothing says what to test on.</summary>
    public bool IsAlone { get; private init; }

    /// <summary>
    /// Finds the tasks of a folder: <c>train/&lt;task&gt;.json</c>, or else <c>&lt;task&gt;/train.json</c> and <c>&lt;group&gt;/&lt;task&gt;/train.json</c>;
    /// in ordinal order. A file is one task.
    /// </summary>
    public static TaskFiles[] In(string root)
    {
        if (File.Exists(root)) return [OfFile(root)];
        if (!Directory.Exists(root)) throw new InvalidDataException($"there is no data folder or file '{root}'");
        string train = Path.Combine(root, TrainSplit);
        TaskFiles[] tasks = [.. (Directory.Exists(train) ? BySplit(root, train) : ByTask(root)).OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (tasks.Length > 0) return tasks;
        string near = Named(root) == TrainSplit && Directory.EnumerateFiles(root).Any(IsData) ? $"; did you mean '{Parent(root)}'?" : "";
        throw new InvalidDataException(
            $"no task lies in '{root}': train/<task>.json, <task>/train.json or <group>/<task>/train.json (or .jsonl) would be one{near}");
    }

    private static TaskFiles OfFile(string path)
    {
        if (!IsData(path)) throw new InvalidDataException($"'{path}' is no file of rows: its name must end in .json or .jsonl");
        (string folder, string name) = (Parent(path), Path.GetFileNameWithoutExtension(path));
        if (Named(folder) == TrainSplit) return new(name, path, TestFile(split => Path.Combine(Parent(folder), split, name)), null) { IsAlone = true };
        if (name == TrainSplit) return new(Named(folder), path, TestFile(split => Path.Combine(folder, split)), LabelsIn(folder)) { IsAlone = true };
        // Whoever names a test file means the task that it belongs to, not the rows to learn.
        string? train = TestSplits.Contains(name) ? Existing(Path.Combine(folder, TrainSplit))
            : TestSplits.Contains(Named(folder)) ? Existing(Path.Combine(Parent(folder), TrainSplit, name)) : null;
        return train is null ? new(name, path, null, null) { IsAlone = true }
            : throw new InvalidDataException($"'{path}' is what a task is tested on; name the file to learn from, '{train}'");
    }

    private static IEnumerable<TaskFiles> BySplit(string root, string train) =>
        from name in Directory.EnumerateFiles(train).Where(IsData).Select(Path.GetFileNameWithoutExtension).Distinct()
        select new TaskFiles(name, Existing(Path.Combine(train, name))!, TestFile(split => Path.Combine(root, split, name)), null);

    private static IEnumerable<TaskFiles> ByTask(string root)
    {
        string[] children = [.. Directory.EnumerateDirectories(root)];
        var folders = (from folder in children.Concat(children.SelectMany(Directory.EnumerateDirectories)).Prepend(root)
                       let train = Existing(Path.Combine(folder, TrainSplit))
                       where train is not null
                       select (Folder: folder, Train: train, Name: Named(folder))).ToArray();
        return from task in folders
               let unique = folders.Count(f => f.Name == task.Name) == 1
               let above = Parent(task.Folder)
               let name = unique || above == Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) ? task.Name : $"{Named(above)}/{task.Name}"
               select new TaskFiles(name, task.Train, TestFile(split => Path.Combine(task.Folder, split)), LabelsIn(task.Folder));
    }

    private static string? LabelsIn(string folder) => Existing(Path.Combine(folder, "labels"));

    private static bool IsData(string file) => Path.GetExtension(file) is ".json" or ".jsonl";

    private static string Named(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static string Parent(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? path;

    private static string? TestFile(Func<string, string> path) => TestSplits.Select(split => Existing(path(split))).FirstOrDefault(f => f is not null);

    private static string? Existing(string stem) => (File.Exists(stem + ".json"), File.Exists(stem + ".jsonl")) switch
    {
        (true, true) => throw new InvalidDataException($"both {stem}.json and {stem}.jsonl exist: only one of them may"),
        (true, false) => stem + ".json",
        (false, true) => stem + ".jsonl",
        _ => null,
    };
}
