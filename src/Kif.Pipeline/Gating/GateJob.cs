namespace Kif;

/// <summary>The job of <c>kif gate</c>: both models answer the same test examples, and a <see cref="ShipGate"/> decides.</summary>
internal static class GateJob
{
    /// <summary>Runs the job.</summary>
    /// <param name="composer">Composes metric and strategies.</param>
    /// <param name="settings">What is compared.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="CompositionException">A setting does not fit; the message says which.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or model and adapter do not fit.</exception>
    public static GateReport Run(StrategyComposer composer, GateSettings settings, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        var gate = new ShipGate(settings.Tolerance);
        AnswerSource old = AnswerSource.Find(settings.Against, composer, settings.AgainstAfter, model: settings.Model),
            fresh = AnswerSource.Find(settings.New, composer, settings.After, model: settings.Model);
        if (settings.Probes is not null) GeneralProbes.Check(fresh.Model);
        CompareSettings asked = Asked(settings, fresh);
        List<LearningTask> tasks = [.. Tasks(composer, asked, settings, fresh)];
        string[] learned = NewTasks(settings, tasks, old, fresh);
        ITaskMetric metric = ComparisonParts.Metric(composer, asked);
        foreach (LearningTask task in tasks) Evaluator.Check(task, metric, asked.Evaluation);
        if (settings.Probes is not null) tasks.Add(GeneralProbes.Task);
        IReadOnlyList<string>[] before = Answers(composer, old, settings.Against, tasks, metric, asked, settings, progress, cancellation);
        IReadOnlyList<string>[] now = Answers(composer, fresh, settings.New, tasks, metric, asked, settings, progress, cancellation);
        ITaskMetric MetricOf(LearningTask task) => ReferenceEquals(task, GeneralProbes.Task) ? GeneralProbes.Metric : metric;
        GateTask[] scored = [.. tasks.Select((t, i) => GateTask.Of(t, learned.Contains(t.Name), before[i], now[i], MetricOf(t)))];
        return new(gate.Decide(scored))
        {
            New = Named(settings.New, settings.After), Old = Named(settings.Against, settings.AgainstAfter), Data = asked.Data, Metric = metric.Name,
            Changed = [.. tasks.SelectMany((t, i) => ChangedAnswer.Of(t, before[i], now[i], MetricOf(t)))],
        };
    }

    private static string Named(string result, int? after) => after is null ? result : FormattableString.Invariant($"{result}, after task {after}");

    private static CompareSettings Asked(GateSettings settings, AnswerSource fresh)
    {
        CompareSettings run = fresh.Settings ?? new();
        if (settings.Data is null && fresh.Settings is null)
            throw new CompositionException($"'{settings.New}' does not say which data it is to be judged by; name it with --data");
        if (settings.Data is not null)
            run = run with { Data = settings.Data, DataFormat = new(), Columns = new Dictionary<string, string>(), Prompt = null,
                TaskColumns = new Dictionary<string, IReadOnlyDictionary<string, string>>(), TestLimit = null, TrainLimit = null };
        return run with
        {
            Columns = settings.Columns ?? run.Columns, Prompt = settings.Prompt ?? run.Prompt, TestLimit = settings.TestLimit ?? run.TestLimit,
            Metric = settings.Metric is { } metric ? ComponentChoice.Of(metric) : run.Metric, Order = [], Orders = [], Unseen = [], OrderCount = 1,
        };
    }

    /// <summary>Returns the tasks to judge by: all of the data that was named, or those that the new model's run has learned.</summary>
    private static IEnumerable<LearningTask> Tasks(StrategyComposer composer, CompareSettings asked, GateSettings settings, AnswerSource fresh)
    {
        if (settings.Data is null && fresh.Learned.Count > 0) asked = asked with { Order = fresh.Learned };
        IReadOnlyList<LearningTask> tasks = ComparedTasks.Of(composer, asked).Stream.Tasks;
        return tasks.FirstOrDefault(t => t.Test.Count == 0) is { } untested
            ? throw new CompositionException($"task '{untested.Name}' of {asked.Data} has no test examples to judge by") : tasks;
    }

    /// <summary>Returns the new tasks: those that were named, or those that the new model has learned and the old one has not.</summary>
    private static string[] NewTasks(GateSettings settings, IReadOnlyList<LearningTask> tasks, AnswerSource old, AnswerSource fresh)
    {
        string[] names = [.. tasks.Select(t => t.Name)];
        if (settings.NewTasks.FirstOrDefault(n => !names.Contains(n)) is { } unknown)
            throw new CompositionException("--new: " + UnknownName.Message("task", unknown, names));
        if (settings.NewTasks.Count > 0) return [.. settings.NewTasks];
        string[] found = [.. fresh.Learned.Except(old.Learned).Intersect(names)];
        return found.Length > 0 || fresh.Learned.Count > 0 ? found : names.Length == 1 ? names : throw new CompositionException(
            $"'{settings.New}' does not say which tasks are new to it; name them with --new (there are: {string.Join(", ", names)})");
    }

    private static IReadOnlyList<string>[] Answers(
        StrategyComposer composer, AnswerSource source, string name, IReadOnlyList<LearningTask> tasks, ITaskMetric metric, CompareSettings asked,
        GateSettings settings, Action<string>? progress, CancellationToken cancellation)
    {
        progress?.Invoke($"{name}: loading");
        using Assistant assistant = Assistant.Of(source, new() { Device = settings.Device, Precision = settings.Precision, Catalog = composer.Catalog },
            composer);
        AnsweringModel model = assistant.Of(null);
        var evaluator = new Evaluator(model.Single, metric, asked.Evaluation);
        var answers = new IReadOnlyList<string>[tasks.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            progress?.Invoke($"{name}: {tasks[i].Name} ({tasks[i].Test.Count} examples)");
            answers[i] = ReferenceEquals(tasks[i], GeneralProbes.Task)
                ? GeneralProbes.Answer(assistant, model, cancellation)
                : evaluator.Evaluate(model.Model, model.Weights, tasks[i], cancellation).Answers;
        }
        return answers;
    }
}

/// <summary>The settings of <c>kif gate</c>.</summary>
internal sealed record GateSettings
{
    /// <summary>The new model: a run, an adapter or a model.</summary>
    public required string New { get; init; }

    /// <summary>The model in use.</summary>
    public required string Against { get; init; }

    /// <summary>The data to judge by; null for that of the new model's run.</summary>
    public string? Data { get; init; }

    /// <summary>The columns of the rows; null for those of the run, or by the names of the columns.</summary>
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>The prompt of columns; null for that of the run, or none.</summary>
    public string? Prompt { get; init; }

    /// <summary>The metric; null for that of the run, or exact match.</summary>
    public string? Metric { get; init; }

    /// <summary>Most test examples per task; null for all, or as many as the run had.</summary>
    public int? TestLimit { get; init; }

    /// <summary>The new tasks; empty to find them.</summary>
    public IReadOnlyList<string> NewTasks { get; init; } = [];

    /// <summary>The number of tasks after which the new model's run is taken, and the old one's; null for the last.</summary>
    public int? After { get; init; }

    /// <inheritdoc cref="After"/>
    public int? AgainstAfter { get; init; }

    /// <summary>The base model, where it is not where the files say.</summary>
    public string? Model { get; init; }

    /// <summary>The tolerance.</summary>
    public GateTolerance Tolerance { get; init; } = new();

    /// <summary>The set of probes, <c>general</c>; null for none.</summary>
    public string? Probes { get; init; }

    /// <summary>The device; null for that of the runs.</summary>
    public string? Device { get; init; }

    /// <summary>The precision; null for that of the runs.</summary>
    public string? Precision { get; init; }
}
