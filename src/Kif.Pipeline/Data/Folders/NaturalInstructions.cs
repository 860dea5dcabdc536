using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>Folders of Super-NaturalInstructions: a file is a task, and splits/default/train_tasks.txt says which are learned.</summary>
internal static class NaturalInstructions
{
    private const int Peeked = 1 << 16, MostListed = 1 << 20;

    /// <summary>Finds the tasks; none if the files are others.</summary>
    /// <param name="files">The files of the data set.</param>
    /// <param name="notes">Receives what a user should be told.</param>
    public static DataTask[] In(IReadOnlyList<FoundFile> files, List<string> notes)
    {
        FoundFile[] tasks = [.. files.Where(f => f.File.Format == TableFormat.Json)];
        if (tasks.Length == 0 || !IsTask(tasks[0].File)) return [];
        tasks = [.. tasks.Where(t => IsTask(t.File))];
        string[]? learned = Listed(files, "train_tasks.txt");
        if (learned is not null && tasks.Any(t => learned.Contains(t.File.Stem)))
        {
            WordSplits.LeftOut(tasks.Where(t => !learned.Contains(t.File.Stem)), "splits/default/train_tasks.txt does not list them", notes);
            tasks = [.. tasks.Where(t => learned.Contains(t.File.Stem))];
        }
        return [.. tasks.Select(t => new DataTask(t.File.Stem, [new(DataTask.TrainName, [t.File])]) { IsAlone = true })];
    }

    private static string[]? Listed(IReadOnlyList<FoundFile> files, string name)
    {
        FoundFile? list = files.FirstOrDefault(f => f.Relative == "splits/default/" + name)
            ?? files.FirstOrDefault(f => f.Folders is ["splits", _] && f.File.Name == name);
        if (list is null || list.File.IsPacked || new FileInfo(list.File.Path).Length > MostListed) return null;
        return [.. RegularFile.Lines(list.File.Path).Select(l => l.Trim()).Where(l => l.Length > 0)];
    }

    /// <summary>Whether a file begins as a task does: an object with a definition or contributors.</summary>
    private static bool IsTask(DataFile file)
    {
        byte[] start = new byte[Peeked];
        try
        {
            using Stream content = file.Open();
            int read = content.ReadAtLeast(start, Peeked, throwOnEndOfStream: false);
            var reader = new Utf8JsonReader(start.AsSpan(0, read), isFinalBlock: false, default);
            bool defined = false, instances = false;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) return false;
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
                defined |= reader.ValueTextEquals("Definition"u8);
                instances |= reader.ValueTextEquals("Instances"u8) || reader.ValueTextEquals("Positive Examples"u8) || reader.ValueTextEquals("Contributors"u8);
            }
            return defined && instances;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            return false;
        }
    }
}
