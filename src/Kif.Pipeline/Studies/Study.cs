namespace Kif;

/// <summary>A study: a question that comparisons of some arms with a baseline answer, over several orders and seeds.</summary>
/// <param name="Name">The name, as in <c>kif study NAME</c>.</param>
/// <param name="Question">The question, in a sentence.</param>
/// <param name="Expected">What was expected before the study was run.</param>
internal sealed record Study(string Name, string Question, string Expected)
{
    /// <summary>The arms that are compared, the baseline among them.</summary>
    public required IReadOnlyList<StudyArm> Arms { get; init; }

    /// <summary>The name of the arm that the others are compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>The streams: the whole grid is run on each.</summary>
    public required IReadOnlyList<StudyStream> Streams { get; init; }

    /// <summary>Orders and seeds of the full size. Default: six and two, which can show a difference by order.</summary>
    public (int Orders, int Seeds) Runs { get; init; } = (6, 2);

    /// <summary>Trials of the search for every arm's options in the full size; 0 for none. Default: 0.</summary>
    public int Tune { get; init; }

    /// <summary>What the study measures beside the comparisons: makes a table each. Default: nothing.</summary>
    public IReadOnlyList<Func<StudyContext, IReadOnlyList<StudyTable>>> More { get; init; } = [];

    /// <summary>Model and data, empty where the caller must name them, and what is trained and scored. Default: the embedded ones.</summary>
    public Func<StudySize, CompareSettings> Start { get; init; } = Embedded;

    /// <summary>Returns the settings of the comparison on one stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="size">Full: all <see cref="Runs"/>. Small: two orders and one seed.</param>
    /// <param name="folder">The study's folder, in which each stream has one of its own.</param>
    /// <exception cref="CompositionException">It needs a model and tasks that nobody named.</exception>
    public CompareSettings SettingsOf(StudyStream stream, StudySize size, string folder)
    {
        bool full = size == StudySize.Full;
        CompareSettings start = Start(size);
        if (start.Model.Length == 0 || start.Data.Length == 0)
            throw new CompositionException($"the study '{Name}' is of real tasks: name a model and tasks with --model FOLDER and --data FOLDER");
        return start with
        {
            Model = stream.Family is { } family ? StudyModels.FolderOf(folder, family, size) : start.Model,
            Data = stream.Data ?? start.Data, Order = stream.Tasks, OrderCount = full ? Runs.Orders : 2,
            Seeds = full ? [.. Enumerable.Range(1, Runs.Seeds).Select(s => (long)s)] : [1], Tune = full ? Tune : 0, Baseline = Baseline,
            Strategies = [.. Arms.Select(a => a.Name == a.Strategy ? a.Name : $"{a.Name}={a.Strategy}")],
            Set = [.. Arms.SelectMany(a => a.Options.Select(o => $"{a.Name}.{o}"))], Out = Path.Combine(folder, stream.Name),
        };
    }

    /// <summary>Returns the settings of the embedded model and stream.</summary>
    internal static CompareSettings Embedded(StudySize size)
    {
        CompareSettings usual = CompareSettings.ForEmbedded();
        return size == StudySize.Full ? usual : usual with { TrainLimit = 32, TestLimit = 10, Training = usual.Training with { Epochs = 1 } };
    }
}

/// <summary>What a study's own measurements have at hand.</summary>
/// <param name="Study">The study.</param>
/// <param name="Composer">Composes arms.</param>
/// <param name="Size">The size.</param>
/// <param name="Cancellation">Stops at the next step.</param>
internal sealed record StudyContext(Study Study, StrategyComposer Composer, StudySize Size, CancellationToken Cancellation)
{
    /// <summary>The comparisons, by stream.</summary>
    public IReadOnlyList<(StudyStream Stream, ComparisonResult Result)> Results { get; init; } = [];
}

/// <summary>An arm of a study: a strategy with options.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Options">Its options as <c>path=value</c>.</param>
internal sealed record StudyArm(string Name, string Strategy, params IReadOnlyList<string> Options)
{
    /// <summary>Its place on a curve; null for an arm of its own. Default: null.</summary>
    public (string Curve, double At)? Place { get; init; }

    /// <summary>Whether it has the values of the paper. Default: no.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Its options by path.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values =>
        [.. Options.Select(o => o.Split('=', 2)).Select(o => new KeyValuePair<string, string>(o[0], o[1]))];
}

/// <summary>The tasks of a study's stream.</summary>
/// <param name="Name">The name.</param>
/// <param name="Tasks">The tasks in the first order; the other orders are drawn.</param>
internal sealed record StudyStream(string Name, IReadOnlyList<string> Tasks)
{
    /// <summary>Its name with its tasks; without them where it has all of its data's.</summary>
    public string Title => Tasks.Count == 0 ? Name : $"{Name}: {string.Join(", ", Tasks)}";

    /// <summary>The data that has these tasks, all of them where none is named; null for the study's own. Default: null.</summary>
    public string? Data { get; init; }

    /// <summary>The model that learns it, pretrained for the study; null for the study's own. Default: null.</summary>
    public PretrainedFamily? Family { get; init; }
}
