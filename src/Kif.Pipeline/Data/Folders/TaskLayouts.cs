namespace Kif;

/// <summary>
/// Kif's own layouts of several tasks: <c>train/&lt;task&gt;.json</c> beside <c>test/&lt;task&gt;.json</c>, or <c>&lt;task&gt;/train.json</c> and
/// <c>&lt;group&gt;/&lt;task&gt;/train.json</c> beside their tests, of any format; and single files.
/// </summary>
internal static class TaskLayouts
{
    /// <summary>Finds the task of a file, with the test file that belongs to it.</summary>
    /// <exception cref="InvalidDataException">It is no file of rows, or what a task is tested on.</exception>
    public static DataTask OfFile(string path)
    {
        if (DataFile.FormatOf(path) is null) throw new InvalidDataException($"'{path}' is no file of rows: its name must end in {DataFile.Endings}");
        (string folder, string name) = (TaskPath.Parent(path), DataFile.OnDisk(path).Stem);
        if (TaskPath.Name(folder) == DataTask.TrainName) return Task(name, path, TestFile(split => Path.Combine(TaskPath.Parent(folder), split, name)), null);
        if (name == DataTask.TrainName) return Task(TaskPath.Name(folder), path, TestFile(split => Path.Combine(folder, split)), LabelsIn(folder));
        // Whoever names a test file means the task that it belongs to, not the rows to learn.
        string? train = DataTask.TestNames.Contains(name) ? Existing(Path.Combine(folder, DataTask.TrainName))
            : DataTask.TestNames.Contains(TaskPath.Name(folder)) ? Existing(Path.Combine(TaskPath.Parent(folder), DataTask.TrainName, name)) : null;
        return train is null ? Task(name, path, null, null)
            : throw new InvalidDataException($"'{path}' is what a task is tested on; name the file to learn from, '{train}'");
    }

    /// <summary>Finds the tasks <c>train/&lt;task&gt;.json</c>; none if the files of <c>train</c> and of the tests do not go together.</summary>
    public static DataTask[] BySplit(string root, IReadOnlyList<FoundFile> files, List<string> notes)
    {
        string train = Path.Combine(root, DataTask.TrainName);
        FoundFile[] inside = [.. files.Where(f => f.Folder == DataTask.TrainName && f.IsTable)];
        if (inside.Length == 0) return [];
        var tasks = (from name in inside.Select(f => f.File.Stem).Distinct()
                     select (Name: name, Train: Existing(Path.Combine(train, name))!, Test: TestFile(split => Path.Combine(root, split, name)))).ToArray();
        bool others = files.Any(f => f.IsTable && f.Folder != DataTask.TrainName && f.Folders.Count > 0);
        // Files of other names are parts of one split.
        if (others && tasks.All(t => t.Test is null)) return [];
        string[] stray = [.. tasks.Where(t => t.Test is null && others && DataFile.FormatOf(t.Train) is not (TableFormat.Json or TableFormat.JsonLines))
            .Select(t => t.Name)];
        WordSplits.LeftOut(inside.Where(f => stray.Contains(f.File.Stem)), "there is no test of that name", notes);
        return [.. tasks.Where(t => !stray.Contains(t.Name)).Select(t => Task(t.Name, t.Train, t.Test, null) with { IsAlone = false })];
    }

    /// <summary>Finds the folders that have train and test files; a folder with a train file alone is a task too, unless its name says a split.</summary>
    public static DataTask[] ByFolder(string root, IReadOnlyList<FoundFile> files, List<string> notes)
    {
        var folders = files.Where(f => f.IsTable && f.Folders.Count <= 2 && !f.Folders.Any(FolderScan.IsArchive)).GroupBy(f => f.Folder)
            .Select(g => (Folder: g.Key, Files: g.ToArray(), Train: Says(g, DataTask.TrainName), Test: SplitWords.Splits.Skip(1).Any(s => Says(g, s))))
            .Where(f => f.Train && (f.Test || f.Folder.Length > 0 && SplitWords.In(f.Folder.Split('/')[^1]).Count == 0)).ToArray();
        // A single file to learn from is a data set without tests.
        if (!folders.Any(f => f.Test)
            && (folders.Length < 2 || files.Any(f => f.Folder.Length == 0 && SplitWords.Is(f.File.Stem, DataTask.TrainName)))) return [];
        HashSet<string> read = [.. folders.Select(f => f.Folder)];
        WordSplits.LeftOut(files.Where(f => f.IsTable && !read.Contains(f.Folder)), "they lie in no folder of a task", notes);
        string Own(string folder) => folder.Length > 0 ? folder.Split('/')[^1] : TaskPath.Name(root);
        return [.. from f in folders
                   let own = Own(f.Folder)
                   let unique = folders.Count(o => Own(o.Folder) == own) == 1
                   let told = new List<string>()
                   let splits = WordSplits.Of(AsTop(f.Files), told)
                   where Once(splits)
                   select new DataTask(unique || !f.Folder.Contains('/') ? own : f.Folder, splits)
                       { Labels = LabelsIn(Path.Combine(root, f.Folder)), Notes = [.. told.Select(n => f.Folder.Length > 0 ? $"{f.Folder}: {n}" : n)] }];
    }

    private static bool Says(IEnumerable<FoundFile> files, string split) => files.Any(f => SplitWords.Is(f.File.Stem, split));

    /// <summary>Returns files as those of a data set of their own, whose folders say nothing.</summary>
    private static FoundFile[] AsTop(FoundFile[] files) => [.. files.Select(f => f with { Relative = f.File.Name })];

    /// <exception cref="InvalidDataException">A file is there twice, with two endings.</exception>
    private static bool Once(IReadOnlyList<DataSplit> splits)
    {
        foreach (DataSplit split in splits)
            if (split.Files.GroupBy(f => (f.Archive, Path.GetDirectoryName(f.Path), f.Stem)).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw Both([.. twice.Select(f => f.Path)]);
        return true;
    }

    private static DataTask Task(string name, string train, string? test, string? labels)
    {
        DataSplit[] splits =
            [new(DataTask.TrainName, [DataFile.OnDisk(train)]), .. test is null ? Array.Empty<DataSplit>() : [new("test", [DataFile.OnDisk(test)])]];
        return new(name, splits) { IsAlone = true, Labels = labels };
    }

    /// <summary>Returns the list of labels in a folder; null if there is none.</summary>
    public static string? LabelsIn(string folder) => File.Exists(Path.Combine(folder, "labels.json")) ? Path.Combine(folder, "labels.json")
        : File.Exists(Path.Combine(folder, "labels.jsonl")) ? Path.Combine(folder, "labels.jsonl") : null;

    private static string? TestFile(Func<string, string> path) => DataTask.TestNames.Select(split => Existing(path(split))).FirstOrDefault(f => f is not null);

    /// <summary>Returns the only file of a name, of any format; null if there is none.</summary>
    /// <exception cref="InvalidDataException">There are several.</exception>
    private static string? Existing(string stem)
    {
        string folder = TaskPath.Parent(stem), name = Path.GetFileName(stem);
        if (!Directory.Exists(folder)) return null;
        string[] found = [.. Directory.EnumerateFiles(folder, Escaped(name)).Where(f => DataFile.FormatOf(f) is not (null or TableFormat.Text))
            .Where(f => DataFile.OnDisk(f).Stem == name).Order(StringComparer.Ordinal)];
        return found.Length > 1 ? throw Both(found) : found.FirstOrDefault();
    }

    private static string Escaped(string name) => name.AsSpan().IndexOfAny("*?") >= 0 ? "*" : name + ".*";

    private static InvalidDataException Both(string[] found) => new($"both {found[0]} and {found[1]} exist: only one of them may");
}

/// <summary>Names of folders, whatever the form of their paths.</summary>
internal static class TaskPath
{
    /// <summary>Returns the name of a folder; of a snapshot in a hub's cache (<c>datasets--OWNER--NAME/snapshots/COMMIT</c>), the data set's.</summary>
    public static string Name(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), above = Parent(path);
        bool snapshot = Path.GetFileName(above) == "snapshots" && Path.GetFileName(Parent(above)).StartsWith("datasets--", StringComparison.Ordinal);
        return snapshot ? Path.GetFileName(Parent(above)).Split("--")[^1] : Path.GetFileName(path);
    }

    /// <summary>Returns the folder above a path.</summary>
    public static string Parent(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? path;
}
