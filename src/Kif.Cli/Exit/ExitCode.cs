using Kif.Pipeline.Plugins;
using Kif.Pipeline.Streams;

namespace Kif.Cli.Exit;

/// <summary>The exit codes of the tool; 0 means done.</summary>
public static class ExitCode
{
    /// <summary>An error, or at least one failed run.</summary>
    public const int Failed = 1;

    /// <summary>Wrong arguments.</summary>
    public const int Misused = 2;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Cancelled = 130;

    /// <summary>Returns the exit code of an exception.</summary>
    internal static int Of(Exception e) => e switch
    {
        OperationCanceledException => Cancelled,
        CompositionException or ArgumentException or FileNotFoundException or DirectoryNotFoundException or TaskFolderException or PluginException => Misused,
        _ => Failed,
    };
}
