using System.Text.Json.Nodes;
using Kif.Models;

namespace Kif;

/// <summary>The copy of a run under another name: all that it computed is the same, bit for bit, since what determines it is.</summary>
internal static class CopiedRun
{
    /// <summary>Writes the files of a copy; the file that marks it as done comes last, and says of which run it is a copy.</summary>
    /// <param name="from">The folder of the run.</param>
    /// <param name="key">The copy.</param>
    /// <param name="to">The folder of the copy; what is in it is removed.</param>
    /// <returns>The copy; null if the run's files are not those that it wrote.</returns>
    public static StrategyRun? Write(string from, RunKey key, string to)
    {
        RunRecord record;
        try
        {
            record = RunFiles.ReadRecord(from);
            if (record.Format != RunRecord.CurrentFormat || RunFiles.Faults(from, record).Any()) return null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
        Directory.Delete(to, recursive: true);
        AtomicFolder.Create(to);
        foreach (string name in record.Files.Keys)
        {
            string file = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Copy(Path.Combine(from, name), file);
        }
        string events = Path.Combine(to, RunFiles.Events);
        AtomicFile.WriteLines(events, RunJson.Lines(Path.Combine(from, RunFiles.Events)).Select(line => Renamed(line, key)));
        record = record with { Key = key, CopyOf = record.CopyOf ?? record.Key, Events = FileMark.Of(events) };
        RunJson.WriteSealed(Path.Combine(to, RunFiles.Result), record);
        return RunFiles.Of(to, record);
    }

    /// <summary>Returns what is wrong with what a run says of the one that it is a copy of; null if nothing is.</summary>
    /// <param name="record">The copy.</param>
    /// <param name="from">The folder of the other run.</param>
    /// <exception cref="InvalidDataException">The other run's record is damaged.</exception>
    public static string? Fault(RunRecord record, string from)
    {
        RunRecord other = RunFiles.ReadRecord(from);
        return other.ConfigurationSha256 == record.ConfigurationSha256
            && other.Files.OrderBy(f => f.Key, StringComparer.Ordinal).SequenceEqual(record.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
            ? null : $"it says that it is a copy of {record.CopyOf}, which has other files or another configuration";
    }

    /// <summary>Returns the line of an event as that of another run.</summary>
    private static string Renamed(string line, RunKey key)
    {
        JsonObject happened = JsonNode.Parse(line)!.AsObject();
        (happened["strategy"], happened["order"], happened["seed"]) = (key.Strategy, key.Order, key.Seed);
        return happened.ToJsonString(EventLineWriter.Options);
    }
}
