using System.Runtime.CompilerServices;

namespace Kif.Tests;

/// <summary>Known answers: the folder that KIF_FIXTURES names, or the copy under tests/.</summary>
internal static class Fixtures
{
    /// <summary>The folder with models/, adapters/, traces/, …</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("KIF_FIXTURES") is { Length: > 0 } set ? set : Copy();

    /// <summary>A folder of pretrained models to try; null where KIF_MODELS is not set.</summary>
    public static string? SharedModels { get; } = Environment.GetEnvironmentVariable("KIF_MODELS");

    /// <summary>Names of the folders of one kind, e.g. <c>models</c>.</summary>
    public static IEnumerable<string> Folders(string kind) =>
        Directory.Exists(Path.Combine(Root, kind)) ? Directory.GetDirectories(Path.Combine(Root, kind)).Select(p => Path.GetFileName(p)).Order() : [];

    private static string Copy([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "fixtures");
}
