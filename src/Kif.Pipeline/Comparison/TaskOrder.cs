using System.Globalization;

namespace Kif;

/// <summary>An order of the tasks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tasks">Names of the tasks.</param>
internal sealed record TaskOrder(string Name, IReadOnlyList<string> Tasks)
{
    /// <summary>Names orders by their position: <c>order-1</c>, <c>order-2</c>, …</summary>
    public static IReadOnlyList<TaskOrder> Named(IEnumerable<IReadOnlyList<string>> orders) =>
        [.. orders.Select((tasks, i) => new TaskOrder(string.Create(CultureInfo.InvariantCulture, $"order-{i + 1}"), tasks))];

    /// <summary>Returns the tasks of a stream in this order.</summary>
    /// <exception cref="CompositionException">A task is missing in the stream, or named twice.</exception>
    public TaskStream Of(TaskStream stream)
    {
        if (Tasks.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new CompositionException($"{Name} names task '{twice.Key}' twice");
        return new(Tasks.Select(name => stream.Tasks.FirstOrDefault(t => t.Name == name)
            ?? throw new CompositionException(UnknownName.Message($"task of {Name}", name, stream.Tasks.Select(t => t.Name)))));
    }
}

/// <summary>The task orders of a comparison: the given ones, and randomly drawn ones up to the requested number.</summary>
internal static class TaskOrders
{
    private const int MostTries = 10_000;

    /// <param name="named">The given orders, at least one.</param>
    /// <param name="count">The requested number of orders.</param>
    /// <exception cref="CompositionException">The tasks have fewer different orders.</exception>
    public static IReadOnlyList<TaskOrder> Of(IReadOnlyList<IReadOnlyList<string>> named, int count)
    {
        var orders = new List<IReadOnlyList<string>>(named);
        string[] tasks = [.. named[0].Order(StringComparer.Ordinal)];
        RandomStream random = new RandomStream(0).Derive("orders");
        for (int tries = 0; orders.Count < count; tries++)
        {
            if (tries == MostTries)
                throw new CompositionException($"compare.ordercount is {count}, but {tasks.Length} tasks have only {orders.Count} different orders");
            string[] drawn = [.. random.Permutation(tasks.Length).Select(i => tasks[i])];
            if (!orders.Any(o => o.SequenceEqual(drawn))) orders.Add(drawn);
        }
        return TaskOrder.Named(orders);
    }
}
