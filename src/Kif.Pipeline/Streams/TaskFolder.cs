namespace Kif.Pipeline.Streams;

/// <summary>
/// A folder of tasks on disk, in either of the layouts in which the field's benchmarks come: <c>train/&lt;task&gt;.json</c> beside <c>test</c>,
/// <c>dev</c> or <c>validation</c>, or <c>&lt;group&gt;/&lt;task&gt;/train.json</c> beside <c>test.json</c> and so on (the first of these splits that
/// there is, is tested on). Files end in .json or .jsonl and are told apart by content:
/// <list type="bullet">
/// <item>lists or JSON Lines of <c>{id?, input, output}</c>, the input taken as it is; with <c>instruction</c>: instruction, newline, input;</item>
/// <item>Super-NaturalInstructions <c>{Definition, Instances: [{input, output}]}</c>: "Definition: …", "Input: …", "Output:", blank lines between;</item>
/// <item>O-LoRA's <c>{sentence, label}</c>: the sentence, a line "Option: a, b" where there is a <c>labels.json</c> beside it, a line "Answer:".</item>
/// </list>
/// Of several outputs the first is learnt, and all of them count as right. A list of texts <c>choices</c> and the fields <c>dialogue</c>, <c>turn</c> and
/// <c>slot</c> of a row are taken along, and so is a file <c>&lt;task&gt;.idx</c> beside the task's file with a line
/// "file|||dialogue|||turn|||frame|||service|||slot" per row; O-LoRA's labels are the choices of its rows. Files are UTF-8.
/// </summary>
public sealed class TaskFolder : ITaskSource
{
    private readonly TaskFiles[] tasks;
    private readonly BadRowPolicy badRows;

    private TaskFolder(TaskFiles[] tasks, BadRowPolicy badRows) => (this.tasks, this.badRows) = (tasks, badRows);

    /// <summary>All tasks that have a training file, in ordinal order. Where two groups have a task of one name, it is called <c>group/task</c>.</summary>
    public IReadOnlyList<string> TaskNames => [.. tasks.Select(t => t.Name)];

    /// <summary>Looks which tasks there are; reads none of them.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="badRows">What becomes of rows that are no examples. Default: nothing is loaded.</param>
    /// <exception cref="TaskFolderException">No folder is there, or it holds no task.</exception>
    public static TaskFolder Open(string path, BadRowPolicy badRows = BadRowPolicy.Refuse) => new(TaskFiles.In(path), badRows);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="TaskFolderException">It has no test file, or rows that are no examples.</exception>
    public LearningTask Read(string name)
    {
        var bad = new List<BadRow>();
        LearningTask task = Read(Files(name), bad);
        if (badRows == BadRowPolicy.LeaveOut) bad.RemoveAll(b => b.Row > 0);
        return bad.Count > 0 ? throw new TaskFolderException(bad) : task;
    }

    /// <summary>Reads tasks and tells which of their rows are no examples.</summary>
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
