using System.Runtime.CompilerServices;

namespace Kif.Docs.Tests.Blocks;

/// <summary>The documents of this repository and their blocks.</summary>
internal static class Repository
{
    public static string Root { get; } = Above();

    public static IEnumerable<string> Pages => Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Root, "README.md")).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal);

    public static IReadOnlyList<CodeBlock> Blocks(string page)
    {
        var blocks = new List<CodeBlock>();
        string[] lines = File.ReadAllLines(Path.Combine(Root, page));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal)) continue;
            int start = i++;
            while (i < lines.Length && !lines[i].StartsWith("```", StringComparison.Ordinal)) i++;
            string[] words = lines[start][3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            blocks.Add(new(page, start + 1, words.FirstOrDefault(""), [.. words.Skip(1)], string.Join('\n', lines[(start + 1)..i])));
        }
        return blocks;
    }

    private static string Above([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
