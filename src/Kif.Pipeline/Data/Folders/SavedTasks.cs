using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>Folders that <c>save_to_disk</c> of <c>datasets</c> wrote: the files that state.json lists, the splits that dataset_dict.json lists.</summary>
internal static class SavedTasks
{
    private const string State = "state.json", Splits = "dataset_dict.json", Info = "dataset_info.json";

    /// <summary>Finds the tasks; none if it is no such folder. Splits without one to learn from are a task each.</summary>
    /// <exception cref="InvalidDataException">A description is malformed, or a file that it lists is not there.</exception>
    public static DataTask[] In(string root)
    {
        string name = TaskPath.Name(root);
        if (File.Exists(Path.Combine(root, Splits)))
        {
            string[] names = Texts(JsonFile.ReadObject(Path.Combine(root, Splits)), "splits", Path.Combine(root, Splits));
            if (names.Length == 0) throw new InvalidDataException($"'{Path.Combine(root, Splits)}' lists no split");
            (DataSplit Split, ClassNames? Classes)[] splits = [.. names.Select(n => Split(root, n))];
            return names.Contains(DataTask.TrainName)
                ? [new(name, [.. splits.Select(s => s.Split)]) { IsAlone = true, Options = new() { Classes = splits[0].Classes } }]
                : [.. splits.Select(s => new DataTask(s.Split.Name, [s.Split with { Name = DataTask.TrainName }])
                    { IsAlone = true, Options = new() { Classes = s.Classes } })];
        }
        if (!File.Exists(Path.Combine(root, State))) return [];
        (DataSplit alone, ClassNames? classes) = One(root, DataTask.TrainName);
        return [new(name, [alone]) { IsAlone = true, Options = new() { Classes = classes } }];
    }

    private static (DataSplit, ClassNames?) Split(string root, string name)
    {
        string folder = SafePath.Below(root, name)
            ?? throw new InvalidDataException($"'{Path.Combine(root, Splits)}' names the split '{DisplayText.Of(name)}', which is no folder below");
        return Directory.Exists(folder) ? One(folder, name)
            : throw new InvalidDataException($"'{Path.Combine(root, Splits)}' names the split '{DisplayText.Of(name)}', but there is no folder '{folder}'");
    }

    private static (DataSplit, ClassNames?) One(string folder, string split)
    {
        string state = Path.Combine(folder, State), info = Path.Combine(folder, Info);
        if (!File.Exists(state)) throw new InvalidDataException($"there is no '{state}', which lists the files of the split");
        JsonElement root = JsonFile.ReadObject(state);
        if (!root.TryGetProperty("_data_files", out JsonElement listed) || listed.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"'{state}': there is no list '_data_files'");
        DataFile[] files = [.. listed.EnumerateArray().Select(f => FileOf(folder, state, f))];
        JsonElement features = default;
        bool said = File.Exists(info) && JsonFile.ReadObject(info).TryGetProperty("features", out features);
        return (new(split, files), said ? ClassNames.OfFeatures(features) : null);
    }

    private static DataFile FileOf(string folder, string state, JsonElement listed)
    {
        string name = listed.ValueKind == JsonValueKind.Object && listed.TryGetProperty("filename", out JsonElement n) && n.ValueKind == JsonValueKind.String
            ? n.GetString()! : "";
        string path = SafePath.Below(folder, name) is { } below && DataFile.FormatOf(name) == TableFormat.Arrow ? below
            : throw new InvalidDataException($"'{state}' lists '{DisplayText.Of(name)}', which is no name of a file .arrow beside it");
        return File.Exists(path) ? DataFile.OnDisk(path)
            : throw new InvalidDataException($"'{state}' lists '{name}', which is not there: the data set is not whole");
    }

    private static string[] Texts(JsonElement root, string name, string file) =>
        root.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(t => t.GetString()!).Distinct()]
            : throw new InvalidDataException($"'{file}': there is no list of texts '{name}'");
}
