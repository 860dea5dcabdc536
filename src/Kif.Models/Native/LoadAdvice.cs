namespace Kif.Models.Native;

/// <summary>Builds messages about a libtorch that could not be loaded, with advice.</summary>
internal static class LoadAdvice
{
    /// <summary>Builds the message for a user of the program.</summary>
    /// <param name="reason">The loader's message; null if unknown.</param>
    internal static string Describe(string? reason)
    {
        string what = reason is null ? "" : ": " + (reason.StartsWith("failed: ", StringComparison.Ordinal) ? reason["failed: ".Length..] : reason);
        return $"libtorch could not be loaded{what}.{Environment.NewLine}What helps: {Advice(reason ?? "")}";
    }

    /// <summary>Joins a loader's message to one line, without the runtime's general first line.</summary>
    internal static string Detail(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.Length > 1 ? lines[1..] : lines);
    }

    private static string Advice(string reason)
    {
        if (reason.Contains(LibtorchFolders.VariableName, StringComparison.Ordinal))
        {
            return $"let {LibtorchFolders.VariableName} name a folder with libtorch {LibtorchFolders.Version}, or unset it.";
        }
        if (reason.Contains("GLIBCXX_", StringComparison.Ordinal))
        {
            return "install the libstdc++ of GCC 13 or newer (Debian 13, Ubuntu 24.04 and newer have it), or let XDG_CACHE_HOME name a "
                + "folder that can be written and executed from, where Kif keeps a copy of TorchSharp's library that does without it.";
        }
        if (reason.Contains("GLIBC_", StringComparison.Ordinal))
        {
            return "a newer system: libtorch needs glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9) or newer.";
        }
        return "build the program with -p:TorchBackend=cpu or -p:TorchBackend=cuda, which brings a libtorch along, or build it with "
            + $"-p:TorchBackend=none and let {LibtorchFolders.VariableName} name a folder that has libtorch {LibtorchFolders.Version} (that of "
            + "a Python install is torch/lib). On Linux its needs are glibc 2.34 and the libstdc++ of GCC 13.";
    }
}
