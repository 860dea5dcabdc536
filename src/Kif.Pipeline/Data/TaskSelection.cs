namespace Kif;

/// <summary>Selects tasks and examples from a source of any format.</summary>
public static class TaskSelection
{
    /// <summary>Reads tasks in an order.</summary>
    /// <param name="source">The source.</param>
    /// <param name="order">Task names; the part before an underscore suffices if it identifies one task (<c>task363</c>).</param>
    /// <param name="trainLimit">The number of training examples to take from each task, at random but in the source's order. Default: all.</param>
    /// <param name="testLimit">
    /// The number of test examples per task; rows of dialogues are taken individually, so turns may lose some of theirs. Default: all.
    /// </param>
    /// <param name="seed">The seed of the selection, separate for each task and split: neither the order nor other tasks affect it.</param>
    /// <exception cref="ArgumentException">A task is unknown, ambiguous or named twice, or the order is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    /// <exception cref="InvalidDataException">A task has no test file; or rows are not examples, which a <see cref="TaskFolder"/> reports together.</exception>
    public static TaskStream Load(this ITaskSource source, IReadOnlyList<string> order, int? trainLimit = null, int? testLimit = null, ulong seed = 0)
    {
        if (trainLimit is { } train) ArgumentOutOfRangeException.ThrowIfLessThan(train, 1, nameof(trainLimit));
        if (testLimit is { } test) ArgumentOutOfRangeException.ThrowIfLessThan(test, 1, nameof(testLimit));
        string[] names = [.. order.Select(name => Find(source.TaskNames, name))];
        var random = new RandomStream(seed);
        return new TaskStream(Read(source, names).Select(t =>
            t with
            {
                Train = Some(t.Train, trainLimit, random.Derive(t.Name + "/train")), Test = Some(t.Test, testLimit, random.Derive(t.Name + "/test")),
                Labels = t.Labels,
            }));
    }

    /// <summary>Resolves a name, or the part before an underscore, to a task.</summary>
    /// <exception cref="ArgumentException">There is no such task, or there are several.</exception>
    internal static string Find(IReadOnlyList<string> tasks, string name)
    {
        if (tasks.Contains(name)) return name;
        string[] begun = [.. tasks.Where(t => t.StartsWith(name + "_", StringComparison.Ordinal))];
        return begun.Length switch
        {
            1 => begun[0],
            0 => throw new ArgumentException(UnknownName.Message("task", name, tasks), "order"),
            _ => throw new ArgumentException($"'{name}' may be any of {string.Join(", ", begun)}", "order"),
        };
    }

    private static IReadOnlyList<LearningTask> Read(ITaskSource source, IReadOnlyList<string> names) =>
        source is TaskFolder folder ? folder.Read(names) : [.. names.Select(source.Read)];

    private static IReadOnlyList<Example> Some(IReadOnlyList<Example> all, int? limit, RandomStream random) =>
        random.Choose(all, limit);
}
