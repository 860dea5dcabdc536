namespace Kif;

/// <summary>A stream of tasks in training order.</summary>
public sealed class TaskStream
{
    /// <summary>Creates a stream after checking the tasks.</summary>
    /// <exception cref="ArgumentException">No task, a duplicate name, or a task without training examples.</exception>
    public TaskStream(IEnumerable<LearningTask> tasks)
    {
        Tasks = [.. tasks];
        if (Tasks.Count == 0) throw new ArgumentException("a stream needs at least one task", nameof(tasks));
        if (Tasks.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"two tasks of the stream are named '{twice.Key}'", nameof(tasks));
        if (Tasks.FirstOrDefault(t => t.Train.Count == 0) is { } empty)
            throw new ArgumentException($"task '{empty.Name}' has no training examples", nameof(tasks));
    }

    /// <summary>The tasks, first to last.</summary>
    public IReadOnlyList<LearningTask> Tasks { get; }
}
