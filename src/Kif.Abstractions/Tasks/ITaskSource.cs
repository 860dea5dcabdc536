namespace Kif;

/// <summary>Tasks in a file or folder.</summary>
public interface ITaskSource
{
    /// <summary>Names of the tasks, in the order in which they are learnt when nothing else is said.</summary>
    IReadOnlyList<string> TaskNames { get; }

    /// <summary>Reads a task as a whole.</summary>
    /// <param name="name">One of <see cref="TaskNames"/>.</param>
    /// <exception cref="InvalidDataException">It is unsound; the message says where and what is allowed. A format may have an exception of its own for it.</exception>
    LearningTask Read(string name);
}
