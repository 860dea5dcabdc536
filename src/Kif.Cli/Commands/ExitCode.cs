namespace Kif.Cli.Commands;

/// <summary>Exit codes of the tool; 0 means done.</summary>
public static class ExitCode
{
    /// <summary>An error while working.</summary>
    public const int Failed = 1;

    /// <summary>Wrong arguments.</summary>
    public const int Misused = 2;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Cancelled = 130;
}
