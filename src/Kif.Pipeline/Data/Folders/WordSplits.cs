namespace Kif;

/// <summary>
/// The splits of one data set by the words in the names of its folders and files, as <c>datasets</c> finds them, but: a file counts once, folders and files
/// count together, capitals count as small letters, <c>eval</c> is apart from <c>test</c>, notes are no rows, and what is left out is told.
/// </summary>
internal static class WordSplits
{
    private static readonly TableFormat[] Preferred =
        [TableFormat.Parquet, TableFormat.Arrow, TableFormat.JsonLines, TableFormat.Json, TableFormat.Csv, TableFormat.Tsv, TableFormat.Text];

    /// <summary>Finds the splits.</summary>
    /// <param name="all">The files of the data set.</param>
    /// <param name="notes">Receives what a user should be told.</param>
    /// <exception cref="InvalidDataException">The names of a file say two splits.</exception>
    public static IReadOnlyList<DataSplit> Of(IReadOnlyList<FoundFile> all, List<string> notes)
    {
        FoundFile[] files = [.. all.Where(f => f.IsTable && !IsLabels(f))];
        // Notes beside tables are no rows.
        if (files.Length == 0) files = [.. all.Where(f => f.File.Format is not null)];
        (FoundFile File, string? Split, int Rank)[] said = [.. files.Select(f => Split(f) is var (split, rank) ? (f, split, rank) : (f, (string?)null, 0))];
        if (said.All(s => s.Split is null)) return files.Length == 0 ? [] : [new(DataTask.TrainName, OneFormat(files, notes))];
        LeftOut(said.Where(s => s.Split is null).Select(s => s.File), "no split is in their names", notes);
        DataSplit[] splits = [.. SplitWords.Splits
            .Select(name => new DataSplit(name,
                OneFormat([.. said.Where(s => s.Split == name).OrderBy(s => s.Rank).ThenBy(s => s.File.Relative, StringComparer.Ordinal)
                    .Select(s => s.File)], notes)))
            .Where(s => s.Files.Count > 0)];
        foreach (DataSplit split in splits.Where(s => s.Files.Select(f => Word(f.Stem)).Distinct().Count() > 1))
            notes.Add($"the split '{split.Name}' is made of {Names(split.Files.Select(f => f.Name))}");
        return splits;
    }

    /// <summary>Adds a note on files that are not read.</summary>
    public static void LeftOut(IEnumerable<FoundFile> files, string reason, List<string> notes)
    {
        string[] names = [.. files.Select(f => f.Relative)];
        if (names.Length > 0) notes.Add($"not read, as {reason}: {Names(names)}");
    }

    /// <summary>Whether a file lists the labels of the task beside it.</summary>
    private static bool IsLabels(FoundFile file) => file.File.Name is "labels.json";

    /// <summary>Returns the split of a file by its name and those of its folders; null if they say none.</summary>
    /// <exception cref="InvalidDataException">They say two.</exception>
    private static (string Name, int Rank)? Split(FoundFile file)
    {
        // What lies in a folder of tests for evaluation is a test.
        IEnumerable<string> names = file.Folders.Select(f => FolderScan.IsArchive(f) ? Path.GetFileNameWithoutExtension(f) : f).Append(file.File.Stem);
        KeyValuePair<string, int>[] all = [.. names.SelectMany(SplitWords.In).GroupBy(s => s.Key).Select(g => g.MinBy(s => s.Value))];
        if (all.Length == 2 && all.All(s => s.Key is "test" or SplitWords.Eval)) all = [.. all.Where(s => s.Key == "test")];
        return all.Length switch
        {
            0 => null,
            1 => (all[0].Key, all[0].Value),
            _ => throw new InvalidDataException($"the name '{file.File.Path}' says the splits {string.Join(" and ", all.Select(s => $"'{s.Key}'"))}: "
                + "rows would be tested on that were learned; rename the file, or name its split in the configs of README.md"),
        };
    }

    /// <summary>Returns the files of the format that most have; of those in a draw the one that <c>datasets</c> prefers.</summary>
    private static DataFile[] OneFormat(FoundFile[] files, List<string> notes)
    {
        if (files.Length == 0) return [];
        TableFormat most = files.GroupBy(f => f.File.Format!.Value).OrderByDescending(g => g.Count()).ThenBy(g => Array.IndexOf(Preferred, g.Key)).First().Key;
        LeftOut(files.Where(f => f.File.Format != most), $"the others are {most switch
        {
            TableFormat.JsonLines => "JSON Lines",
            TableFormat.Json => "JSON",
            TableFormat.Csv => "CSV",
            TableFormat.Tsv => "TSV",
            _ => most.ToString(),
        }}", notes);
        return [.. files.Where(f => f.File.Format == most).Select(f => f.File)];
    }

    private static string Word(string stem) => string.Join(',', SplitWords.In(stem).Values);

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        const int Shown = 5;
        return string.Join(", ", all.Take(Shown).Select(n => DisplayText.Of(n))) + (all.Length > Shown ? $" and {all.Length - Shown} more" : "");
    }
}
