using System.Globalization;

namespace Kif;

/// <summary>
/// Tasks in files of rows: JSON, JSON Lines, CSV, TSV, Parquet, Arrow or text, packed or not (docs/data.md). A folder has <c>train/&lt;task&gt;.json</c> beside
/// <c>test</c>, <c>dev</c>, <c>validation</c> or <c>eval</c>, or <c>&lt;task&gt;/train.json</c> or <c>&lt;group&gt;/&lt;task&gt;/train.json</c> beside
/// <c>test.json</c> and so on (the first of these splits that exists is the test set), in any format; or it is a data set as <c>datasets</c> publishes it (a
/// config of its card is a task) or saves it; or it is a single file of one task. The columns of a row say what it is:
/// <list type="bullet">
/// <item><c>{id?, input, output}</c>, the input unchanged; <c>{instruction, input?, output}</c>: instruction, newline, input; <c>{prompt, completion}</c>,
/// <c>{prompt, answer}</c>, <c>{question, answer}</c>, <c>{text, label}</c> and more, see <see cref="RowLayout"/>;</item>
/// <item>Super-NaturalInstructions <c>{Definition, Instances: [{input, output}]}</c>: "Definition: …", "Input: …", "Output:", blank lines between;</item>
/// <item>O-LoRA's <c>{sentence, label}</c>: the sentence, a line "Option: a, b" if a <c>labels.json</c> exists beside it, a line "Answer:";</item>
/// <item>chats, whose turns are kept as <see cref="Example.Chat"/>; SQuAD; lettered choices; preferences, of which the chosen answer is learned.</item>
/// </list>
/// Answers are the texts that are written: cells of a CSV, digits of a number. With several outputs, the first is learned and all count as correct. A list of
/// texts <c>choices</c> and the fields <c>dialogue</c>, <c>turn</c> and <c>slot</c> of a row are read too, and so is a file <c>&lt;task&gt;.idx</c> beside the
/// task's file with a line "file|||dialogue|||turn|||frame|||service|||slot" per row; O-LoRA's labels are the choices of its rows. Files are UTF-8.
/// </summary>
public sealed class TaskFolder : ITaskSource
{
    private const int HeldOutShare = 5, MostNotes = 100;

    private const string KeptBack = "-1";

    private readonly bool skipBadRows;
    private readonly List<string> notes = [];

    private DataTask[] tasks;
    private RowColumns columns = RowColumns.None;
    private IReadOnlyDictionary<string, RowColumns> ownColumns = new Dictionary<string, RowColumns>();

    private TaskFolder(string path, bool skipBadRows) => (tasks, this.skipBadRows) = (TaskFinder.In(path, notes), skipBadRows);

    /// <summary>All tasks, in ordinal order, or in that of the data set's card. If groups share a task name, the name is <c>group/task</c>.</summary>
    public IReadOnlyList<string> TaskNames => [.. tasks.Select(t => t.Name)];

    /// <summary>What was decided while tasks were read and a user should be told, a sentence each.</summary>
    internal IReadOnlyList<string> Notes => notes;

    /// <summary>Finds the tasks of a folder without reading them.</summary>
    /// <param name="path">The folder; or a file, which is one task, with the test file that belongs to it or a fifth of its own rows to test on.</param>
    /// <param name="skipBadRows">
    /// Whether rows that are not examples are skipped; files that are unreadable as a whole are still refused. Default: nothing is loaded, and all such rows
    /// are reported together.
    /// </param>
    /// <exception cref="InvalidDataException">The path does not exist or contains no task.</exception>
    public static TaskFolder Open(string path, bool skipBadRows = false) => new(path, skipBadRows);

    /// <summary>Takes quotation marks in files of cells for signs like others.</summary>
    internal void ReadMarksAsSigns() => tasks = [.. tasks.Select(t => t with { Options = t.Options with { Csv = t.Options.Csv with { Quote = null } } })];

    /// <summary>Says which columns are question and answer.</summary>
    /// <param name="all">What is said of all tasks.</param>
    /// <param name="own">What is said of single tasks, by name, instead.</param>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    internal void Name(RowColumns all, IReadOnlyDictionary<string, RowColumns> own)
    {
        columns = all;
        ownColumns = own.ToDictionary(o => TaskSelection.Find(TaskNames, o.Key), o => o.Value);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="InvalidDataException">The task has no test file, or has rows that are not examples; the message has each kind once.</exception>
    public LearningTask Read(string name) => Read([name])[0];

    /// <summary>Reads tasks, and reports the rows of all that are not examples together.</summary>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="InvalidDataException">A task has no test file, or has rows that are not examples.</exception>
    internal IReadOnlyList<LearningTask> Read(IReadOnlyList<string> names)
    {
        var bad = new List<BadRow>();
        LearningTask[] read = [.. names.Select(name => Read(Files(name), bad))];
        int skipped = skipBadRows ? bad.RemoveAll(b => b.Row > 0) : 0;
        if (skipped > 0)
            Note(string.Create(CultureInfo.InvariantCulture,
                $"{skipped} {(skipped == 1 ? "row that is no example is" : "rows that are no examples are")} left out (data.skipbadrows)"));
        return bad.Count > 0 ? throw new InvalidDataException(BadRow.Describe(bad)) : read;
    }

    /// <summary>Reads tasks and returns their rows that are not examples.</summary>
    /// <exception cref="ArgumentException">A task is unknown or ambiguous.</exception>
    /// <exception cref="InvalidDataException">A task has no test file.</exception>
    internal IReadOnlyList<BadRow> FindBadRows(IReadOnlyList<string> order)
    {
        var bad = new List<BadRow>();
        foreach (DataTask files in order.Select(name => Files(TaskSelection.Find(TaskNames, name))).ToArray()) Read(files, bad);
        return bad;
    }

    private DataTask Files(string name) =>
        Array.Find(tasks, t => t.Name == name) ?? throw new ArgumentException(UnknownName.Message("task", name, TaskNames), nameof(name));

    private LearningTask Read(DataTask task, List<BadRow> bad)
    {
        if (task.Train is not { } train)
            throw new InvalidDataException($"task '{task.Name}' ({task.Place}) has no split '{DataTask.TrainName}' to learn from; its splits: "
                + string.Join(", ", task.Splits.Select(s => $"'{DisplayText.Of(s.Name)}'")));
        if (!task.Tests.Any() && !task.IsAlone)
            throw new InvalidDataException($"task '{task.Name}' has {task.Place}, but no file to test on: {DataTask.TestNamesText}");
        foreach (string note in task.Notes) Note(note);
        string[] unread = [.. task.Splits.Where(s => s != train && !DataTask.TestNames.Contains(s.Name)).Select(s => $"'{DisplayText.Of(s.Name)}'")];
        if (unread.Length > 0) Note($"of '{task.Name}', the splits {string.Join(", ", unread)} are not read");
        var file = new TaskFile(task, ownColumns.GetValueOrDefault(task.Name, columns), Note, bad);
        List<Example> learned = file.Read(train);
        return Tested(task, file, learned, bad) is { } test ? new(task.Name, learned, test) : HeldOut(task, learned, bad);
    }

    /// <summary>Reads what a task is tested on: the preferred split whose answers are not kept back; null if there is none.</summary>
    private List<Example>? Tested(DataTask task, TaskFile file, List<Example> learned, List<BadRow> bad)
    {
        DataSplit[] tests = [.. task.Tests];
        for (int i = 0; i < tests.Length; i++)
        {
            int faults = bad.Count;
            List<Example> test = file.Read(tests[i]);
            BadRow[] wrong = [.. bad.Skip(faults)];
            bool keptBack = test.Count == 0 ? wrong.Length > 0 && wrong.All(b => b.Kind == RowField.NoClassFault)
                : wrong.Length == 0 && test.All(e => e.Target == KeptBack) && !learned.Exists(e => e.Target == KeptBack);
            if (!keptBack) return test;
            bad.RemoveRange(faults, wrong.Length);
            Note($"all answers of the split '{tests[i].Name}' of '{task.Name}' are {KeptBack}, which stands for answers that are kept back: "
                + (i + 1 < tests.Length ? $"'{tests[i + 1].Name}' is tested on" : "it can't be tested on"));
        }
        return null;
    }

    /// <summary>Tests on a fifth of the rows, drawn at random but always the same, and learns the others.</summary>
    private LearningTask HeldOut(DataTask task, List<Example> rows, List<BadRow> bad)
    {
        if (rows.Count < 2)
        {
            if (bad.Count == 0) bad.Add(new(task.Place, 0, "the file has one row; one to learn and one to test on are needed"));
            return new(task.Name, rows, rows);
        }
        int count = Math.Max(1, rows.Count / HeldOutShare);
        HashSet<int> held = [.. new RandomStream(0).Derive("held-out").Derive(task.Name).Permutation(rows.Count)[..count]];
        Note(string.Create(CultureInfo.InvariantCulture, $"{task.Place} has no test file beside it: {count} of its {rows.Count} rows, ")
            + "drawn at random and always the same ones, are tested on and not learned");
        return new(task.Name, [.. rows.Where((_, i) => !held.Contains(i))], [.. rows.Where((_, i) => held.Contains(i))]);
    }

    private void Note(string note)
    {
        if (notes.Count < MostNotes && !notes.Contains(note)) notes.Add(note);
    }
}
