using System.Runtime.CompilerServices;

namespace Kif.Tests;

/// <summary>Known answers: the folder that KIF_FIXTURES names, or the copy under tests/.</summary>
internal static class Fixtures
{
    /// <summary>The folder with models/, adapters/, traces/, …</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("KIF_FIXTURES") is { Length: > 0 } set ? set : Copy();

    /// <summary>The copy under tests/, whatever KIF_FIXTURES says: for known answers that lie nowhere else.</summary>
    public static string Own { get; } = Copy();

    /// <summary>Real pretrained models beside the known answers (not part of the repository); null where there are none.</summary>
    public static string? SharedModels { get; } = new[] { "..", Path.Combine("..", "..") }.Select(up => Path.GetFullPath(Path.Combine(Root, up, "models")))
        .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "smollm2-135m")));

    /// <summary>Names of the folders of one kind, e.g. <c>models</c>, in ordinal order.</summary>
    public static IEnumerable<string> Folders(string kind) => Directory.Exists(Path.Combine(Root, kind))
        ? Directory.GetDirectories(Path.Combine(Root, kind)).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)
        : [];

    private static string Copy([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "fixtures");
}
