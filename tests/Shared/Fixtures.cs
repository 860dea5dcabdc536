using System.Runtime.CompilerServices;

namespace Kif.Tests;

/// <summary>Where the known answers lie: the folder that KIF_FIXTURES names, else the copy in tests/fixtures.</summary>
internal static class Fixtures
{
    /// <summary>The folder that holds models, adapters and so on.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("KIF_FIXTURES") is { Length: > 0 } given ? given : Copy();

    /// <summary>The folders of one kind ("models", "adapters"), in ordinal order; none if there is no such kind.</summary>
    public static IReadOnlyList<string> Folders(string kind) =>
        Directory.Exists(Path.Combine(Root, kind)) ? [.. Directory.GetDirectories(Path.Combine(Root, kind)).Order(StringComparer.Ordinal)] : [];

    private static string Copy([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "fixtures");
}
