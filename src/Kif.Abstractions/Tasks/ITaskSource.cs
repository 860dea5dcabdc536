namespace Kif;

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
