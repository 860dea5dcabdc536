using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Jobs;

/// <summary>The task orders of a comparison: the given ones, and randomly drawn ones up to the requested number.</summary>
internal static class ComparedOrders
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
            if (tries == MostTries) throw new CompositionException($"compare.ordercount is {count}, but {tasks.Length} tasks have only {orders.Count} different orders");
            string[] drawn = [.. random.Permutation(tasks.Length).Select(i => tasks[i])];
            if (!orders.Any(o => o.SequenceEqual(drawn))) orders.Add(drawn);
        }
        return TaskOrder.Named(orders);
    }
}
