namespace Kif;

/// <summary>
/// Finds the tasks of a folder. The first of these that fits decides: a folder of <c>save_to_disk</c>; the configs of a card, a task each; files
/// <c>data/NAME-00000-of-00001</c>; Kif's own layouts; tasks of Super-NaturalInstructions, one a file; words in the names of folders and files, for one task.
/// </summary>
internal static class TaskFinder
{
    /// <summary>Finds the tasks, in ordinal order but for those of a card.</summary>
    /// <param name="path">The folder, a file of one task, or an archive (.zip).</param>
    /// <param name="notes">Receives what a user should be told, a sentence each.</param>
    /// <exception cref="InvalidDataException">The path does not exist, has no task, or is not what it says it is.</exception>
    public static DataTask[] In(string path, List<string> notes)
    {
        bool archive = File.Exists(path) && FolderScan.IsArchive(path);
        if (File.Exists(path) && !archive) return [TaskLayouts.OfFile(path)];
        if (!archive && !Directory.Exists(path)) throw new InvalidDataException($"there is no data folder or file '{path}'");
        DataTask[] tasks = [.. Found(path, archive, notes)];
        foreach (DataTask task in tasks)
            foreach (DataSplit split in task.Splits) ShardNames.TellAbsent(split, notes);
        return tasks;
    }

    private static IEnumerable<DataTask> Found(string path, bool archive, List<string> notes)
    {
        if (!archive && SavedTasks.In(path) is { Length: > 0 } saved) return saved;
        FoundFile[] files = FolderScan.Of(path);
        DatasetCard? card = archive ? null : DatasetCard.Of(path);
        if (card is not null && new CardTasks(card, path, files).Find() is { Length: > 0 } configs) return configs;
        string name = archive ? Path.GetFileNameWithoutExtension(path) : TaskPath.Name(path);
        if (ShardNames.Splits(files, notes) is { Count: > 0 } shards) return [One(name, shards, card)];
        if (!archive && TaskLayouts.BySplit(path, files, notes) is { Length: > 0 } bySplit) return bySplit.OrderBy(t => t.Name, StringComparer.Ordinal);
        if (TaskLayouts.ByFolder(path, files, notes) is { Length: > 0 } byFolder)
            return byFolder.Select(t => card is null ? t : t with
                { Options = t.Options with { Classes = card.Classes(null) }, Counts = byFolder.Length == 1 ? card.Counts(null) : t.Counts })
                .OrderBy(t => t.Name, StringComparer.Ordinal);
        if (NaturalInstructions.In(files, notes) is { Length: > 0 } natural) return natural;
        bool rows = files.Any(f => f.File.Format is not null);
        if (rows && name == DataTask.TrainName && !archive) throw None(path, $"; did you mean '{TaskPath.Parent(path)}'?");
        IReadOnlyList<DataSplit> splits = WordSplits.Of(files, notes);
        if (splits.Count == 0) throw None(path, "");
        return [One(name, splits, card) with { Labels = splits[0].Files[0].IsPacked ? null : TaskLayouts.LabelsIn(TaskPath.Parent(splits[0].Files[0].Path)) }];
    }

    private static DataTask One(string name, IReadOnlyList<DataSplit> splits, DatasetCard? card) => new(name, splits)
    {
        IsAlone = true, Options = new() { Classes = card?.Classes(null) }, Counts = card?.Counts(null) ?? new Dictionary<string, long>(),
    };

    private static InvalidDataException None(string path, string near) =>
        new($"no task lies in '{path}': train/<task>.json, <task>/train.json or <group>/<task>/train.json would be one, "
            + $"or other files of rows ({DataFile.Endings}){near}");
}
