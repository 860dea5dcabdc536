namespace Kif;

/// <summary>The failure of a run in another process.</summary>
internal sealed class WorkerRunException : InvalidOperationException
{
    /// <summary>The failure that the process told.</summary>
    public WorkerRunException(RunFailed told) : this(told.Message, told.Trace) => Misused = told.Misused;

    /// <summary>The end of the process itself.</summary>
    public WorkerRunException(string message, string? trace) : base(message) => Trace = trace;

    /// <summary>Whether the cause is an argument, or a file or folder.</summary>
    public bool Misused { get; }

    /// <summary>The trace of the other process; null where it is unknown.</summary>
    public string? Trace { get; }
}
