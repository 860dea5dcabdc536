namespace Kif;

/// <summary>One task of a stream: its training and test examples.</summary>
/// <param name="Name">The name, unique within a stream.</param>
/// <param name="Train">Training examples; never empty in a run.</param>
/// <param name="Test">Test examples, never visible to a strategy.</param>
public sealed record LearningTask(string Name, IReadOnlyList<Example> Train, IReadOnlyList<Example> Test)
{
    private readonly IReadOnlyList<string>? labels;

    /// <summary>
    /// The distinct answers of the task, used as choices for examples without their own. Default: the distinct targets of
    /// <see cref="Train"/> in order; a task cut to fewer training examples keeps those of all.
    /// </summary>
    public IReadOnlyList<string> Labels
    {
        get => labels ?? [.. Train.Select(e => e.Target).Distinct()];
        init => labels = value;
    }
}

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

/// <summary>A format of tasks on disk. The reader decides the selection of examples and the order of tasks.</summary>
public interface ITaskFormat
{
    /// <summary>Whether a path has this format. Reads as little as necessary; returns false for unreadable files.</summary>
    /// <param name="path">A file or folder, which need not exist.</param>
    bool Recognizes(string path);

    /// <summary>Lists the tasks without reading them.</summary>
    /// <param name="path">A file or folder that this format recognizes, or for which the user chose this format.</param>
    /// <exception cref="InvalidDataException">
    /// The path does not have this format; the message has the path and the problem. A format may throw a derived exception.
    /// </exception>
    ITaskSource Open(string path);
}

/// <summary>The tasks in a file or folder.</summary>
public interface ITaskSource
{
    /// <summary>The names of the tasks in their default order.</summary>
    IReadOnlyList<string> TaskNames { get; }

    /// <summary>Reads a whole task.</summary>
    /// <param name="name">One of <see cref="TaskNames"/>.</param>
    /// <exception cref="InvalidDataException">
    /// The data is malformed; the message has the location and what is allowed. A format may throw a derived exception.
    /// </exception>
    LearningTask Read(string name);
}
