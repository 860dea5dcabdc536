using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>Files <c>data/NAME-00000-of-00002.parquet</c>, as data sets are published: the name is the split.</summary>
internal static partial class ShardNames
{
    private static readonly string[] First = [DataTask.TrainName, "validation", "test"];

    /// <summary>Returns the splits of the files; none if no file has such a name.</summary>
    /// <param name="files">The files of the data set.</param>
    /// <param name="notes">Receives what a user should be told.</param>
    public static IReadOnlyList<DataSplit> Splits(IReadOnlyList<FoundFile> files, List<string> notes)
    {
        (string Name, FoundFile File)[] shards = [.. from f in files
                                                     where f.Folder == "data" && f.File.Format is not null && Shard().Match(f.File.Name) is { Success: true }
                                                     select (Shard().Match(f.File.Name).Groups["split"].Value, f)];
        if (shards.Length == 0) return [];
        WordSplits.LeftOut(files.Where(f => f.IsTable).Except(shards.Select(s => s.File)), "the files of the splits are those in data/", notes);
        return [.. shards.GroupBy(s => s.Name).OrderBy(g => Array.IndexOf(First, g.Key) is >= 0 and var at ? at : First.Length)
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new DataSplit(g.Key, [.. g.Select(s => s.File.File)]))];
    }

    /// <summary>Adds a note for each file that the names of the others say and that is not there.</summary>
    public static void TellAbsent(DataSplit split, List<string> notes)
    {
        var sets = from f in split.Files
                   let name = Shard().Match(f.Name)
                   where name.Success
                   group int.Parse(name.Groups["at"].Value, CultureInfo.InvariantCulture)
                       by (Path.GetDirectoryName(f.Path), name.Groups["split"].Value, int.Parse(name.Groups["of"].Value, CultureInfo.InvariantCulture));
        foreach (var set in sets)
        {
            int absent = set.Key.Item3 - set.Distinct().Count();
            if (absent > 0)
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{absent} of the {set.Key.Item3} files {set.Key.Item2}-…-of-{set.Key.Item3:00000} of the split '{split.Name}' ")
                    + (absent == 1 ? "is not there" : "are not there") + ": only a part of its rows is read");
        }
    }

    [GeneratedRegex(@"^(?<split>\w+(?:\.\w+)*)-(?<at>\d{5})-of-(?<of>\d{5})[^/]*\.", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();
}
