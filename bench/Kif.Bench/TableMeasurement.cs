using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kif.Models;
using ParquetSharp;

namespace Kif.Bench;

/// <summary>Time and peak memory of reading a large file of rows: the rows alone, and as a task with all of its examples.</summary>
internal sealed class TableMeasurement : IMeasurement
{
    private const int Row = 1000;

    /// <inheritdoc/>
    public string Line => "reading a large file of rows, in time and memory: --format jsonl|json|csv|tsv|parquet --mib 1024 --as rows|task";

    /// <inheritdoc/>
    public int Run(string[] args)
    {
        var given = new Arguments(args, "format", "mib", "as");
        string format = given.Text("format", "jsonl");
        long bytes = (long)given.Whole("mib", 1024) << 20;
        string folder = Directory.CreateTempSubdirectory("kif-tables-").FullName;
        try
        {
            string file = Path.Combine(folder, "train." + format);
            Write(file, format, bytes / Row);
            (long before, long start) = (Machine.PeakResidentMegabytes(), Stopwatch.GetTimestamp());
            int rows = given.Text("as", "rows") == "task" ? Examples(folder) : Rows(file);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long peak = Machine.PeakResidentMegabytes();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{format}: {new FileInfo(file).Length >> 20} MiB, {rows} rows in {seconds:F1} s; peak {peak} MiB, {before} of them before"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Rows(string file)
    {
        var sink = new Counted();
        TableReader.Read(DataFile.OnDisk(file), new(), sink);
        return sink.Rows;
    }

    private static int Examples(string folder)
    {
        TaskFolder tasks = TaskFolder.Open(folder);
        LearningTask task = tasks.Load(tasks.TaskNames).Tasks[0];
        return task.Train.Count + task.Test.Count;
    }

    private static void Write(string file, string format, long rows)
    {
        if (format == "parquet")
        {
            WriteParquet(file, rows);
            return;
        }
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20);
        (string first, string last) = format switch
        {
            "json" => ("[\n", "]\n"),
            "csv" => ("input,output\n", ""),
            "tsv" => ("input\toutput\n", ""),
            _ => ("", ""),
        };
        writer.Write(first);
        for (long i = 0; i < rows; i++)
            writer.Write(format switch
            {
                "csv" => $"\"{Question(i)}\",{i % 7}\n",
                "tsv" => $"{Question(i)}\t{i % 7}\n",
                "json" => $"{{\"input\": \"{Question(i)}\", \"output\": \"{i % 7}\"}}{(i == rows - 1 ? "" : ",")}\n",
                _ => $"{{\"input\": \"{Question(i)}\", \"output\": \"{i % 7}\"}}\n",
            });
        writer.Write(last);
    }

    private static void WriteParquet(string file, long rows)
    {
        const int Group = 10_000;
        using var writer = new ParquetFileWriter(file, [new Column<string>("input"), new Column<string>("output")], Compression.Uncompressed);
        for (long start = 0; start < rows; start += Group)
        {
            int count = (int)Math.Min(Group, rows - start);
            using RowGroupWriter group = writer.AppendRowGroup();
            using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>())
                column.WriteBatch([.. Enumerable.Range(0, count).Select(i => Question(start + i))]);
            using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>())
                column.WriteBatch([.. Enumerable.Range(0, count).Select(i => $"{(start + i) % 7}")]);
        }
        writer.Close();
    }

    private static string Question(long i) => string.Create(CultureInfo.InvariantCulture, $"{i:D12} ") + new string((char)('a' + i % 26), Row - 50);

    /// <summary>Counts rows.</summary>
    private sealed class Counted : IRowSink
    {
        public int Rows { get; private set; }

        public void Define(string definition) { }

        public void Add(JsonElement row, int number, int line) => Rows++;

        public void Fault(int row, JsonPlace place, string problem) => throw new InvalidDataException(problem);

        public void Note(string note) { }
    }
}
