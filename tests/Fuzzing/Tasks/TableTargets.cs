using System.Text.Json;
using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Files of rows under fuzz, each format by itself: read to the end, every row looked at.</summary>
internal static class TableTargets
{
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        Table("parquet", TableSeeds.Parquet()), Table("arrow", TableSeeds.Arrow()), Table("csv", TableSeeds.Cells()), Table("jsonl", TableSeeds.Json()),
        Table("packed", TableSeeds.Packed()),
    ];

    private static FuzzTarget Table(string format, IReadOnlyList<FuzzSeed> seeds) => new(format, format, seeds, Use)
        { Refusals = [typeof(InvalidDataException)], NamesFile = false };

    private static void Use(FuzzCase given)
    {
        var sink = new Sink();
        string path = Path.Combine(given.Folder, given.Files.Keys.Single());
        if (FolderScan.IsArchive(path))
            foreach (FoundFile found in FolderScan.Of(path).Where(f => f.IsTable)) TableReader.Read(found.File, new(), sink);
        else TableReader.Read(DataFile.OnDisk(path), new(), sink);
        if (sink.Faults.FirstOrDefault() is { } fault) throw new InvalidDataException(fault);
    }

    private sealed class Sink : IRowSink
    {
        private readonly TaskRowFormat format = new();

        public List<string> Faults { get; } = [];

        public void Define(string definition)
        {
        }

        public void Add(JsonElement row, int number, int line)
        {
            try
            {
                foreach (Example example in format.Read(row, number))
                    UnsoundException.Unless(example.Input.Length > 0 && example.Target.Length > 0, "an example is empty");
            }
            catch (RowException e)
            {
                Faults.Add(new BadRow("", number, e.Message).Problem);
            }
        }

        public void Fault(int row, JsonPlace place, string problem) => Faults.Add(new BadRow("", row, problem).Problem);

        public void Note(string note)
        {
        }
    }
}
