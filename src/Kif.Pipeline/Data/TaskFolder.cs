namespace Kif;

/// <summary>
/// A folder of tasks on disk, in either layout of common benchmarks: <c>train/&lt;task&gt;.json</c> beside <c>test</c>,
/// <c>dev</c> or <c>validation</c>, or <c>&lt;group&gt;/&lt;task&gt;/train.json</c> beside <c>test.json</c> and so on (the first of these splits that
/// exists is the test set). Files end in .json or .jsonl; their format is detected by content:
/// <list type="bullet">
/// <item>lists or JSON Lines of <c>{id?, input, output}</c>, the input unchanged; with <c>instruction</c>: instruction, newline, input;</item>
/// <item>Super-NaturalInstructions <c>{Definition, Instances: [{input, output}]}</c>: "Definition: …", "Input: …", "Output:", blank lines between;</item>
/// <item>O-LoRA's <c>{sentence, label}</c>: the sentence, a line "Option: a, b" if a <c>labels.json</c> exists beside it, a line "Answer:".</item>
/// </list>
/// With several outputs, the first is learned and all count as correct. A list of texts <c>choices</c> and the fields <c>dialogue</c>, <c>turn</c> and
/// <c>slot</c> of a row are read too, and so is a file <c>&lt;task&gt;.idx</c> beside the task's file with a line
/// "file|||dialogue|||turn|||frame|||service|||slot" per row; O-LoRA's labels are the choices of its rows. Files are UTF-8.
/// </summary>
public sealed class TaskFolder : ITaskSource
{
    private readonly TaskFiles[] tasks;
    private readonly bool skipBadRows;

    private TaskFolder(TaskFiles[] tasks, bool skipBadRows) => (this.tasks, this.skipBadRows) = (tasks, skipBadRows);

    /// <summary>All tasks that have a training file, in ordinal order. If groups share a task name, the name is <c>group/task</c>.</summary>
    public IReadOnlyList<string> TaskNames => [.. tasks.Select(t => t.Name)];

    /// <summary>Finds the tasks of a folder without reading them.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="skipBadRows">
    /// Whether rows that are not examples are skipped; files that are unreadable as a whole are still refused. Default: nothing is loaded, and all such rows
    /// are reported together.
    /// </param>
    /// <exception cref="InvalidDataException">The folder does not exist or contains no task.</exception>
    public static TaskFolder Open(string path, bool skipBadRows = false) => new(TaskFiles.In(path), skipBadRows);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="InvalidDataException">The task has no test file, or has rows that are not examples; the message shows the first 20.</exception>
    public LearningTask Read(string name) => Read([name])[0];

    /// <summary>Reads tasks, and reports the rows of all that are not examples together.</summary>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="InvalidDataException">A task has no test file, or has rows that are not examples.</exception>
    internal IReadOnlyList<LearningTask> Read(IReadOnlyList<string> names)
    {
        var bad = new List<BadRow>();
        LearningTask[] read = [.. names.Select(name => Read(Files(name), bad))];
        if (skipBadRows) bad.RemoveAll(b => b.Row > 0);
        return bad.Count > 0 ? throw new InvalidDataException(BadRow.Describe(bad)) : read;
    }

    /// <summary>Reads tasks and returns their rows that are not examples.</summary>
    /// <exception cref="ArgumentException">A task is unknown or ambiguous.</exception>
    /// <exception cref="InvalidDataException">A task has no test file.</exception>
    internal IReadOnlyList<BadRow> FindBadRows(IReadOnlyList<string> order)
    {
        var bad = new List<BadRow>();
        foreach (TaskFiles files in order.Select(name => Files(TaskSelection.Find(TaskNames, name))).ToArray()) Read(files, bad);
        return bad;
    }

    private TaskFiles Files(string name) =>
        Array.Find(tasks, t => t.Name == name) ?? throw new ArgumentException(UnknownName.Message("task", name, TaskNames), nameof(name));

    private static LearningTask Read(TaskFiles files, List<BadRow> bad)
    {
        string test = files.Test ?? throw new InvalidDataException($"task '{files.Name}' has {files.Train}, but no file to test on: test, dev or validation");
        string[]? labels = files.Labels is null ? null : TaskFile.Labels(files.Labels, bad);
        return new(files.Name, TaskFile.Read(files.Train, labels, bad), TaskFile.Read(test, labels, bad));
    }
}

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
        if (!Directory.Exists(root)) throw new InvalidDataException($"there is no data folder '{root}'");
        string train = Path.Combine(root, "train");
        TaskFiles[] tasks = [.. (Directory.Exists(train) ? BySplit(root, train) : ByTask(root)).OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (tasks.Length == 0)
            throw new InvalidDataException($"no task lies in '{root}': train/<task>.json or <group>/<task>/train.json (or .jsonl) would be one");
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
        (true, true) => throw new InvalidDataException($"both {stem}.json and {stem}.jsonl exist: only one of them may"),
        (true, false) => stem + ".json",
        (false, true) => stem + ".jsonl",
        _ => null,
    };
}

/// <summary>A row of a task's file that is not an example.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Row">The row, counted from 1: the list's item, or the line of a JSON Lines file; 0 if the whole file is unreadable.</param>
/// <param name="Problem">The fault, the value and the allowed values.</param>
internal sealed record BadRow(string File, int Row, string Problem)
{
    private const int Shown = 20;

    /// <summary>The fault, the value and the allowed values; texts of the file are shortened by <see cref="DisplayText"/>.</summary>
    public string Problem { get; init; } = DisplayText.Of(Problem, 400);

    /// <summary>Returns the message of bad rows, of which the first 20 are shown.</summary>
    public static string Describe(IReadOnlyList<BadRow> rows) =>
        $"{rows.Count} {(rows.Count == 1 ? "row is no example" : "rows are no examples")}:\n  {string.Join("\n  ", rows.Take(Shown))}"
        + (rows.Count > Shown ? $"\n  and {rows.Count - Shown} more" : "");

    /// <summary>Returns file, row and problem on one line.</summary>
    public override string ToString() => Row == 0 ? $"{File}: {Problem}" : $"{File}, row {Row}: {Problem}";
}
