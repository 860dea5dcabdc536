namespace Kif;

/// <summary>The tasks of a comparison.</summary>
/// <param name="Stream">Every task of the orders.</param>
/// <param name="Orders">The orders.</param>
/// <param name="Unseen">Tasks that are never trained.</param>
internal sealed record ComparedTasks(TaskStream Stream, IReadOnlyList<TaskOrder> Orders, IReadOnlyList<LearningTask> Unseen)
{
    /// <exception cref="CompositionException">A task is unknown, or both trained and never trained; or the data is no tasks.</exception>
    public static ComparedTasks Of(StrategyComposer composer, CompareSettings settings)
    {
        // Data that is no tasks is a wrong setting: the tool ends with the code of wrong arguments.
        try { return Read(composer, settings); }
        catch (InvalidDataException e) { throw new CompositionException(e.Message, e); }
    }

    private static ComparedTasks Read(StrategyComposer composer, CompareSettings settings)
    {
        (IReadOnlyList<string> usual, Func<string, string> find, Func<IReadOnlyList<string>, TaskStream> load) = settings.Data == CompareSettings.Embedded
            ? OfEmbedded(settings) : OfData(composer, settings);
        string[] unseenNames = [.. settings.Unseen.Select(find)];
        IReadOnlyList<IReadOnlyList<string>> named = settings.Orders.Count > 0
            ? settings.Orders : [settings.Order.Count > 0 ? settings.Order : [.. usual.Except(unseenNames)]];
        if (named.Any(o => o.Count == 0)) throw new CompositionException("an order has no task: nothing is left to learn");
        IReadOnlyList<string>[] orders = [.. named.Select(o => o.Select(find).ToArray())];
        TaskStream all = load([.. orders.SelectMany(o => o).Concat(unseenNames).Distinct()]);
        TaskStream stream = new(all.Tasks.Where(t => orders.Any(o => o.Contains(t.Name))));
        if (unseenNames.FirstOrDefault(u => stream.Tasks.Any(t => t.Name == u)) is { } both)
            throw new CompositionException($"task '{both}' is in an order and in compare.unseen, whose tasks are never trained");
        return new(stream, TaskOrders.Of(orders, settings.OrderCount), [.. all.Tasks.Where(t => unseenNames.Contains(t.Name))]);
    }

    private static (IReadOnlyList<string>, Func<string, string>, Func<IReadOnlyList<string>, TaskStream>) OfEmbedded(CompareSettings settings)
    {
        TaskStream all = EmbeddedStream.Create(1, settings.TrainLimit ?? CompareSettings.EmbeddedTrain, settings.TestLimit ?? CompareSettings.EmbeddedTest);
        return (EmbeddedStream.DefaultOrder, name => EmbeddedStream.TaskNames.Contains(name)
            ? name : throw new CompositionException(UnknownName.Message("task of the embedded stream", name, EmbeddedStream.TaskNames)),
            names => new(names.Select(name => all.Tasks.First(t => t.Name == name))));
    }

    private static (IReadOnlyList<string>, Func<string, string>, Func<IReadOnlyList<string>, TaskStream>) OfData(StrategyComposer composer,
        CompareSettings settings)
    {
        ITaskSource tasks = ComparisonParts.Data(composer, settings);
        return (tasks.TaskNames, name => TaskSelection.Find(tasks.TaskNames, name), names => tasks.Load(names, settings.TrainLimit, settings.TestLimit));
    }
}
