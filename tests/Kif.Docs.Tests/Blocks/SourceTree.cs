using System.Text.RegularExpressions;

namespace Kif.Docs.Tests.Blocks;

/// <summary>The C# files below a folder, read as text: a folder uses another one where a file names a type that only the other one declares.</summary>
/// <param name="files">The text of each file by its path, with slashes.</param>
internal sealed partial class SourceTree(IReadOnlyDictionary<string, string> files)
{
    /// <summary>Reads the files below <c>src</c>, except build outputs.</summary>
    public static SourceTree OfLibraries() => new(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Select(f => (File: f, Path: Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))).Where(f => !Output().IsMatch(f.Path))
        .ToDictionary(f => f.Path, f => File.ReadAllText(f.File)));

    /// <summary>The lines of each file.</summary>
    public IReadOnlyDictionary<string, string[]> Lines { get; } = files.ToDictionary(f => f.Key, f => f.Value.ReplaceLineEndings("\n").TrimEnd('\n')
        .Split('\n'));

    /// <summary>The files of each folder.</summary>
    public ILookup<string, string> Folders => files.Keys.ToLookup(Folder);

    /// <summary>Returns the uses that lie on circles between folders, each with a file and the type that it names.</summary>
    public IReadOnlyList<string> Circles()
    {
        Dictionary<(string From, string To), string> uses = Uses();
        // A folder that uses no other one, or that no other one uses, is on no circle; what remains lies on circles or between them.
        while (uses.Keys.Select(u => u.From).ToHashSet() is var users && uses.Keys.Select(u => u.To).ToHashSet() is var used
            && uses.Keys.Where(u => !users.Contains(u.To) || !used.Contains(u.From)).ToArray() is { Length: > 0 } open)
            foreach ((string, string) use in open) uses.Remove(use);
        return [.. uses.Select(u => $"{u.Key.From} uses {u.Key.To}: {u.Value}").Order(StringComparer.Ordinal)];
    }

    private Dictionary<(string From, string To), string> Uses()
    {
        Dictionary<string, string> code = files.ToDictionary(f => f.Key, f => Noise().Replace(f.Value, " "));
        // Nested types are indented; a name that several folders declare does not tell which is meant.
        var homes = code.SelectMany(f => Declaration().Matches(f.Value).Select(m => (Name: m.Groups["name"].Value, Folder: Folder(f.Key)))).Distinct()
            .GroupBy(t => t.Name).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single().Folder);
        var namespaces = code.ToLookup(f => Folder(f.Key), f => NamespaceOf(f.Value));
        var uses = new Dictionary<(string, string), string>();
        foreach ((string file, string text) in code)
            foreach (string name in Word().Matches(text).Select(m => m.Value).Distinct())
                if (homes.TryGetValue(name, out string? home) && home != Folder(file) && namespaces[home].Any(n => Sees(text, n)))
                    uses.TryAdd((Folder(file), home), $"{file} names {name}");
        return uses;
    }

    /// <summary>Whether a file's namespace is within another one, or the file has a using directive for it.</summary>
    private static bool Sees(string text, string wanted) =>
        $"{NamespaceOf(text)}.".StartsWith(wanted + '.', StringComparison.Ordinal) || text.Contains($"using {wanted};", StringComparison.Ordinal);

    private static string NamespaceOf(string text) => Namespace().Match(text).Groups["name"].Value;

    private static string Folder(string path) => path[..path.LastIndexOf('/')];

    [GeneratedRegex("/(obj|bin)/")]
    private static partial Regex Output();

    /// <summary>Comments and strings.</summary>
    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?\*/|""{3}[\s\S]*?""{3}|\$?@?""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Noise();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record(?: class| struct)?|delegate [\w<>\[\],.? ]+?) (?<name>[A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();
}
