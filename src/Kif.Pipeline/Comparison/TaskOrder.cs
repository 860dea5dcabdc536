using System.Globalization;

namespace Kif.Pipeline.Comparison;

/// <summary>An order of the tasks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tasks">Names of the tasks.</param>
public sealed record TaskOrder(string Name, IReadOnlyList<string> Tasks)
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
