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
public sealed class TaskFolder
{
    private readonly TaskFiles[] tasks;

    private TaskFolder(TaskFiles[] tasks) => this.tasks = tasks;

    /// <summary>All tasks that have a training file, in ordinal order. Where two groups have a task of one name, it is called <c>group/task</c>.</summary>
    public IReadOnlyList<string> TaskNames => [.. tasks.Select(t => t.Name)];

    /// <summary>Looks which tasks there are; reads none of them.</summary>
    /// <exception cref="TaskFolderException">No folder is there, or it holds no task.</exception>
    public static TaskFolder Open(string path) => new(TaskFiles.In(path));

    /// <summary>Reads tasks in an order.</summary>
    /// <param name="order">Names of tasks; the part before an underscore will do where only one task begins so (<c>task363</c>).</param>
    /// <param name="trainLimit">How many training examples to take of each task, at random but in the file's order. Default: all.</param>
    /// <param name="testLimit">The same for test examples; rows of dialogues are taken one by one, so that turns may lose some of theirs. Default: all.</param>
    /// <param name="seed">Decides which examples are taken, for each task and split by itself: neither the order nor other tasks matter.</param>
    /// <param name="badRows">What becomes of rows that are no examples. Default: nothing is loaded.</param>
    /// <exception cref="ArgumentException">A task is unknown, ambiguous or named twice, or the order is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    /// <exception cref="TaskFolderException">A task has no test file; or rows are no examples, and then all of them are reported together.</exception>
    public TaskStream Load(
        IReadOnlyList<string> order, int? trainLimit = null, int? testLimit = null, ulong seed = 0, BadRowPolicy badRows = BadRowPolicy.Refuse)
    {
        if (trainLimit is { } train) ArgumentOutOfRangeException.ThrowIfLessThan(train, 1, nameof(trainLimit));
        if (testLimit is { } test) ArgumentOutOfRangeException.ThrowIfLessThan(test, 1, nameof(testLimit));
        var bad = new List<BadRow>();
        LearningTask[] read = [.. order.Select(Find).Select(files => Read(files, bad))];
        if (badRows == BadRowPolicy.LeaveOut) bad.RemoveAll(b => b.Row > 0);
        if (bad.Count > 0) throw new TaskFolderException(bad);
        var random = new RandomStream(seed);
        return new TaskStream(read.Select(t =>
            t with
            {
                Train = Some(t.Train, trainLimit, random.Derive(t.Name + "/train")), Test = Some(t.Test, testLimit, random.Derive(t.Name + "/test")),
                Labels = t.Labels,
            }));
    }

    /// <summary>Reads tasks and tells which of their rows are no examples.</summary>
    /// <exception cref="ArgumentException">A task is unknown or ambiguous.</exception>
    /// <exception cref="TaskFolderException">A task has no test file.</exception>
    public IReadOnlyList<BadRow> FindBadRows(IReadOnlyList<string> order)
    {
        var bad = new List<BadRow>();
        foreach (TaskFiles files in order.Select(Find).ToArray()) Read(files, bad);
        return bad;
    }

    private TaskFiles Find(string name)
    {
        if (Array.Find(tasks, t => t.Name == name) is { } exact) return exact;
        TaskFiles[] begun = Array.FindAll(tasks, t => t.Name.StartsWith(name + "_", StringComparison.Ordinal));
        return begun.Length switch
        {
            1 => begun[0],
            0 => throw new ArgumentException(UnknownName.Message("task", name, TaskNames), "order"),
            _ => throw new ArgumentException($"'{name}' may be any of {string.Join(", ", begun.Select(t => t.Name))}", "order"),
        };
    }

    private static LearningTask Read(TaskFiles files, List<BadRow> bad)
    {
        string test = files.Test ?? throw new TaskFolderException($"task '{files.Name}' has {files.Train}, but no file to test on: test, dev or validation");
        string[]? labels = files.Labels is null ? null : TaskFile.Labels(files.Labels, bad);
        return new(files.Name, TaskFile.Read(files.Train, labels, bad), TaskFile.Read(test, labels, bad));
    }

    private static IReadOnlyList<Example> Some(IReadOnlyList<Example> all, int? limit, RandomStream random) =>
        limit is not { } count || count >= all.Count ? all : [.. random.Permutation(all.Count)[..count].Order().Select(i => all[i])];
}
