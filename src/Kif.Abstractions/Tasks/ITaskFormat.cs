namespace Kif;

/// <summary>A format of tasks on disk. Which examples of a task are taken, and in which order tasks are learnt, is decided by those who read.</summary>
public interface ITaskFormat
{
    /// <summary>Whether a path is of this format. Looks at as little as will do, and says no to what it can't read.</summary>
    /// <param name="path">A file or folder, which need not be there.</param>
    bool Recognises(string path);

    /// <summary>Looks which tasks there are; reads none of them.</summary>
    /// <param name="path">A file or folder that this format recognises, or that a user says is of it.</param>
    /// <exception cref="InvalidDataException">There is nothing of this format; the message has the path and what is wrong. A format may have an exception of its own for it.</exception>
    ITaskSource Open(string path);
}
