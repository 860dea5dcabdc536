namespace Kif.Models.Native;

/// <summary>Puts into words why libtorch could not be loaded, and what helps.</summary>
internal static class LoadAdvice
{
    /// <summary>The message for a user of the program.</summary>
    /// <param name="reason">What the loader said; null if nothing is known.</param>
    internal static string Describe(string? reason)
    {
        string what = reason is null ? "" : ": " + (reason.StartsWith("failed: ", StringComparison.Ordinal) ? reason["failed: ".Length..] : reason);
        return $"libtorch could not be loaded{what}.{Environment.NewLine}What helps: {Advice(reason ?? "")}";
    }

    /// <summary>A loader's message without the runtime's general first line, in one line.</summary>
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
