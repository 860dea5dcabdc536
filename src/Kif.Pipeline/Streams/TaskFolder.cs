namespace Kif.Pipeline.Streams;

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
    private readonly BadRowPolicy badRows;

    private TaskFolder(TaskFiles[] tasks, BadRowPolicy badRows) => (this.tasks, this.badRows) = (tasks, badRows);

    /// <summary>All tasks that have a training file, in ordinal order. If groups share a task name, the name is <c>group/task</c>.</summary>
    public IReadOnlyList<string> TaskNames => [.. tasks.Select(t => t.Name)];

    /// <summary>Finds the tasks of a folder without reading them.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="badRows">The treatment of rows that are not examples. Default: nothing is loaded.</param>
    /// <exception cref="TaskFolderException">The folder does not exist or contains no task.</exception>
    public static TaskFolder Open(string path, BadRowPolicy badRows = BadRowPolicy.Refuse) => new(TaskFiles.In(path), badRows);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="TaskFolderException">The task has no test file, or has rows that are not examples.</exception>
    public LearningTask Read(string name)
    {
        var bad = new List<BadRow>();
        LearningTask task = Read(Files(name), bad);
        if (badRows == BadRowPolicy.LeaveOut) bad.RemoveAll(b => b.Row > 0);
        return bad.Count > 0 ? throw new TaskFolderException(bad) : task;
    }

    /// <summary>Reads tasks and returns their rows that are not examples.</summary>
    /// <exception cref="ArgumentException">A task is unknown or ambiguous.</exception>
    /// <exception cref="TaskFolderException">A task has no test file.</exception>
    public IReadOnlyList<BadRow> FindBadRows(IReadOnlyList<string> order)
    {
        var bad = new List<BadRow>();
        foreach (TaskFiles files in order.Select(name => Files(TaskSelection.Find(TaskNames, name))).ToArray()) Read(files, bad);
        return bad;
    }

    private TaskFiles Files(string name) =>
        Array.Find(tasks, t => t.Name == name) ?? throw new ArgumentException(UnknownName.Message("task", name, TaskNames), nameof(name));

    private static LearningTask Read(TaskFiles files, List<BadRow> bad)
    {
        string test = files.Test ?? throw new TaskFolderException($"task '{files.Name}' has {files.Train}, but no file to test on: test, dev or validation");
        string[]? labels = files.Labels is null ? null : TaskFile.Labels(files.Labels, bad);
        return new(files.Name, TaskFile.Read(files.Train, labels, bad), TaskFile.Read(test, labels, bad));
    }
}
