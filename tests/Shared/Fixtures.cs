namespace Kif.Tests;

/// <summary>Where known answers lie: the folder that KIF_FIXTURES names, else tests/fixtures of this repository.</summary>
internal static class Fixtures
{
    /// <summary>The folder with one sub-folder for each kind.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("KIF_FIXTURES") is { Length: > 0 } named ? named : Nearby();

    /// <summary>The real models beside the fixtures, or null where they are not at hand.</summary>
    public static string? SharedModels { get; } = Path.Combine(Root, "..", "models") is var path && Directory.Exists(path) ? Path.GetFullPath(path) : null;

    /// <summary>The folders of a kind such as "tokenizers"; none where there is no such kind.</summary>
    public static string[] Folders(string kind) =>
        Directory.Exists(Path.Combine(Root, kind)) ? [.. Directory.GetDirectories(Path.Combine(Root, kind)).Order(StringComparer.Ordinal)] : [];

    private static string Nearby()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, "tests", "fixtures")))
            {
                return Path.Combine(folder, "tests", "fixtures");
            }
        }

        throw new DirectoryNotFoundException($"No folder tests/fixtures above {AppContext.BaseDirectory}; name one with KIF_FIXTURES.");
    }
}
