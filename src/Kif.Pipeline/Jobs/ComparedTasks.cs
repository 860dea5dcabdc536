namespace Kif;

/// <summary>The tasks of a comparison.</summary>
/// <param name="Stream">Every task of the orders.</param>
/// <param name="Orders">The orders.</param>
/// <param name="Unseen">Tasks that are never trained.</param>
internal sealed record ComparedTasks(TaskStream Stream, IReadOnlyList<TaskOrder> Orders, IReadOnlyList<LearningTask> Unseen)
{
    /// <summary>What was decided while the tasks were read and a user should be told, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <exception cref="CompositionException">A task is unknown, or both trained and never trained; or the data is no tasks.</exception>
    public static ComparedTasks Of(StrategyComposer composer, CompareSettings settings)
    {
        // Data that is no tasks is a wrong setting: the tool ends with the code of wrong arguments.
        try { return Read(composer, settings); }
        catch (InvalidDataException e) { throw new CompositionException(e.Message, e); }
    }

    private static ComparedTasks Read(StrategyComposer composer, CompareSettings settings)
    {
        if (settings.GeneratesTasks && (settings.Columns.Count > 0 || settings.Prompt is not null || settings.TaskColumns.Count > 0))
            throw new CompositionException("compare.columns: the embedded tasks have no columns; --data names data that has some");
        ITaskSource? source = settings.GeneratesTasks ? null : ComparisonParts.Data(composer, settings);
        (IReadOnlyList<string> usual, Func<string, string> find, Func<IReadOnlyList<string>, TaskStream> load) =
            source is null ? OfEmbedded(settings) : OfData(source, settings);
        string[] unseenNames = [.. settings.Unseen.Select(find)];
        IReadOnlyList<IReadOnlyList<string>> named = settings.Orders.Count > 0
            ? settings.Orders : [settings.Order.Count > 0 ? settings.Order : [.. usual.Except(unseenNames)]];
        if (named.Any(o => o.Count == 0)) throw new CompositionException("an order has no task: nothing is left to learn");
        IReadOnlyList<string>[] orders = [.. named.Select(o => o.Select(find).ToArray())];
        foreach (IReadOnlyList<string> order in orders)
            if (Twice(order) is { } again) throw new CompositionException($"the order {string.Join(',', order)} names task '{again}' twice");
        if (Twice(orders.Select(o => string.Join(',', o))) is { } same) throw new CompositionException($"the order {same} is given twice; each is run once");
        if (Twice(unseenNames) is { } scored) throw new CompositionException($"compare.unseen names task '{scored}' twice");
        TaskStream all = load([.. orders.SelectMany(o => o).Concat(unseenNames).Distinct()]);
        if (all.Tasks.FirstOrDefault(t => !RunNames.IsTaskName(t.Name)) is { } hidden)
            throw new CompositionException($"a task of {settings.Data} is named '{DisplayText.Of(hidden.Name)}', which is empty or has control characters; "
                + "rename its file");
        IReadOnlyList<string> notes = source is TaskFolder folder ? folder.Notes : [];
        TaskStream stream = new(all.Tasks.Where(t => orders.Any(o => o.Contains(t.Name))));
        if (unseenNames.FirstOrDefault(u => stream.Tasks.Any(t => t.Name == u)) is { } both)
            throw new CompositionException($"task '{both}' is in an order and in compare.unseen, whose tasks are never trained");
        return new(stream, TaskOrders.Of(orders, settings.OrderCount), [.. all.Tasks.Where(t => unseenNames.Contains(t.Name))]) { Notes = notes };
    }

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key;

    private static (IReadOnlyList<string>, Func<string, string>, Func<IReadOnlyList<string>, TaskStream>) OfEmbedded(CompareSettings settings)
    {
        (int train, int test) = (settings.TrainLimit ?? CompareSettings.EmbeddedTrain, settings.TestLimit ?? CompareSettings.EmbeddedTest);
        int? many = LongStream.CountOf(settings.Data);
        TaskStream all = many is { } count ? LongStream.Create(1, count, train, test) : EmbeddedStream.Create(1, train, test);
        string[] allowed = [.. all.Tasks.Select(t => t.Name)];
        return (many is null ? EmbeddedStream.DefaultOrder : allowed, name => allowed.Contains(name)
            ? name : throw new CompositionException(UnknownName.Message("task of the embedded stream", name, allowed)),
            names => new(names.Select(name => all.Tasks.First(t => t.Name == name))));
    }

    private static (IReadOnlyList<string>, Func<string, string>, Func<IReadOnlyList<string>, TaskStream>) OfData(
        ITaskSource tasks, CompareSettings settings) =>
        (tasks.TaskNames, name => TaskSelection.Find(tasks.TaskNames, name), names => tasks.Load(names, settings.TrainLimit, settings.TestLimit));
}
