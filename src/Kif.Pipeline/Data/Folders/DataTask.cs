namespace Kif;

/// <summary>The files of a task.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Splits">The splits, each name once.</param>
internal sealed record DataTask(string Name, IReadOnlyList<DataSplit> Splits)
{
    /// <summary>The name of the split that is learned.</summary>
    public const string TrainName = "train";

    /// <summary>The names of splits that a task is tested on, the preferred one first.</summary>
    public static IReadOnlyList<string> TestNames { get; } = ["test", "testing", "dev", "validation", "valid", "val", "eval", "evaluation"];

    /// <summary>The names of splits that a task is tested on, as a user reads them.</summary>
    public static string TestNamesText { get; } = "test, dev, validation, valid, val, eval or evaluation";

    /// <summary>The file that lists the labels; null if there is none. Default: null.</summary>
    public string? Labels { get; init; }

    /// <summary>Whether the task is tested on a part of its own rows if it has no split for that. Default: false.</summary>
    public bool IsAlone { get; init; }

    /// <summary>How its files are read.</summary>
    public TableOptions Options { get; init; } = new();

    /// <summary>The numbers of rows of splits that the data set says of itself. Default: none.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>What was decided while its files were found and a user should be told, a sentence each. Default: none.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The split that is learned; null if there is none.</summary>
    public DataSplit? Train => Splits.FirstOrDefault(s => s.Name == TrainName);

    /// <summary>The splits to test on, the preferred one first.</summary>
    public IEnumerable<DataSplit> Tests => TestNames.SelectMany(name => Splits.Where(s => s.Name == name));

    /// <summary>The place of the task in messages: its first file.</summary>
    public string Place => (Train ?? Splits[0]).Files[0].Path;
}

/// <summary>The files of a split, in the order in which they are read.</summary>
/// <param name="Name">The split's name.</param>
/// <param name="Files">The files, each once.</param>
internal sealed record DataSplit(string Name, IReadOnlyList<DataFile> Files);
