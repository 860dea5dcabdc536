using System.IO.Compression;
using System.Text.Json;
using Kif.Models;
using Kif.Tests.Streams;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace Kif.Tests.Tables;

/// <summary>Sizes are bounded: what is too large is refused by its size, before memory is taken for it.</summary>
public sealed class TableLimitTests : IDisposable
{
    private const int Large = 200;

    private static readonly TableOptions Small = new() { Limits = new() { RowBytes = 1000, BlockBytes = 4000 } };

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.jsonl", "{\"input\": \"", "\"}\n", 200)]
    [InlineData("a.json", "[{\"input\": \"", "\"}]", 200)]
    [InlineData("b.json", "{\"input\": \"", "\"}", 800)]
    [InlineData("a.csv", "input,output\n\"", "\",b\n", 320)]
    [InlineData("b.csv", "input", "", 200)]
    [InlineData("a.tsv", "input\toutput\na", "\tb", 320)]
    [InlineData("a.txt", "a", "", 200)]
    public void A_row_of_200_MB_is_refused_before_as_much_memory_is_taken(string name, string start, string end, int most)
    {
        // Not of one sign, which would pack to less than any text.
        byte[] part = Packed([.. Enumerable.Range(0, 1 << 20).Select(i => (byte)('a' + (i * 2654435761L >> 7) % 3))]);
        string file = name + ".gz";
        using (FileStream packed = File.Create(Path.Combine(folder.Path, file)))
        {
            packed.Write(Packed(Encoding.UTF8.GetBytes(start)));
            for (int i = 0; i < Large; i++) packed.Write(part);
            packed.Write(Packed(Encoding.UTF8.GetBytes(end)));
        }
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Sink sink = Read(file, new());
        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        sink.Rows.Should().Be(0);
        sink.Faults.Should().ContainSingle().Which.Should().Contain("64 MiB");
        (taken >> 20).Should().BeLessThan(most, "buffers that grow to the largest row are all that is taken");
    }

    [Fact]
    public void A_row_of_too_many_cells_is_refused()
    {
        folder.With("a.csv", new string(',', 200_000) + "\n");
        Read("a.csv", new()).Faults.Should().ContainSingle().Which.Should().Be("a row has more than 100000 cells");
    }

    [Fact]
    public void What_unpacks_to_far_more_than_any_table_is_refused()
    {
        using (FileStream file = File.Create(Path.Combine(folder.Path, "a.jsonl.zst")))
        using (var packed = new ZstdSharp.CompressionStream(file))
        {
            byte[] part = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"input\": \"a\", \"output\": \"b\"}\n", 10_000)));
            for (int i = 0; i < 500; i++) packed.Write(part);
        }
        Read("a.jsonl.zst", new()).Faults.Should().ContainSingle().Which.Should().Contain("over 1100 times its size");
    }

    [Theory]
    [InlineData("a.jsonl", "{\"input\": \"a\"}\n{\"input\": \"#\"}\n", 1, "a row has more than 1000 bytes")]
    [InlineData("a.json", "[{\"input\": \"a\"},\n{\"input\": \"#\"}]", 1, "a row has more than 1000 bytes")]
    [InlineData("b.json", "{\"data\": [{\"input\": \"a\"}, {\"input\": \"#\"}]}", 1, "a row has more than 1000 bytes")]
    [InlineData("c.json", "{\"data\": [{\"input\": \"#\"}, {\"input\": \"#\"}, {\"input\": \"#\"}]}", 0, "the file is a single JSON value of more than 4000 bytes")]
    [InlineData("a.csv", "input,output\na,b\n#,b\n", 1, "a row has more than 1000 bytes")]
    [InlineData("a.txt", "a\n#\n", 1, "a row has more than 1000 bytes")]
    public void Rows_before_one_that_is_too_large_are_read(string name, string content, int rows, string fault)
    {
        folder.With(name, content.Replace("#", new string('x', 1500), StringComparison.Ordinal));
        Sink sink = Read(name, Small);
        sink.Rows.Should().Be(rows);
        sink.Faults.Should().ContainSingle().Which.Should().StartWith(fault);
    }

    [Fact]
    public void A_row_of_Parquet_that_is_too_large_is_refused_alone()
    {
        string path = Path.Combine(folder.Path, "a.parquet");
        using (var writer = new ParquetFileWriter(path, [new Column<string>("input")]))
        {
            using (RowGroupWriter group = writer.AppendRowGroup())
            using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>()) column.WriteBatch(["a", new string('x', 1500), "b"]);
            writer.Close();
        }
        Sink sink = Read("a.parquet", Small);
        (sink.Rows, sink.Faults.Count).Should().Be((2, 1));
        sink.Faults[0].Should().Be("2: a row has more than 1000 bytes, the most that is read");
    }

    [Fact]
    public void Rows_larger_than_the_limit_on_average_are_refused_by_the_footer_alone()
    {
        string path = Path.Combine(folder.Path, "a.parquet");
        using (var writer = new ParquetFileWriter(path, [new Column<string>("input")], Compression.Uncompressed))
        {
            using (RowGroupWriter group = writer.AppendRowGroup())
            using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>()) column.WriteBatch([new string('x', 1500), new string('y', 1500)]);
            writer.Close();
        }
        Read("a.parquet", Small).Faults.Should().ContainSingle().Which.Should().Contain("on average; at most 1000 bytes are read");
    }

    [Theory]
    [InlineData("a.parquet")]
    [InlineData("a.arrow")]
    [InlineData("a.jsonl.gz")]
    [InlineData("a.jsonl.bz2")]
    [InlineData("a.jsonl.xz")]
    [InlineData("a.jsonl.zst")]
    public void Bytes_that_are_no_such_file_are_a_fault(string name)
    {
        var random = new Random(7);
        foreach (int length in new[] { 0, 5, 100, 4000 })
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            folder.With(name, bytes);
            Read(name, new()).Faults.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void A_damaged_Parquet_or_Arrow_file_is_a_fault_or_read_and_never_more()
    {
        var random = new Random(3);
        foreach (string source in new[] { "parquet-lists/files/train.parquet", "parquet-unused-types/files/train.parquet", "arrow-files/file-zstd/train.arrow", "arrow-files/stream-lz4/train.arrow" })
        {
            byte[] whole = File.ReadAllBytes(Path.Combine(Fixtures.Own, "data", source));
            for (int i = 0; i < 60; i++)
            {
                byte[] damaged = i % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
                for (int k = 0; k < 3 && damaged.Length > 0; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                folder.With(Path.GetFileName(source), damaged);
                FluentActions.Invoking(() => Read(Path.GetFileName(source), new())).Should().NotThrow();
            }
        }
    }

    [Theory]
    [InlineData("FFFFFFFF00000040")] // a gigabyte of a message
    [InlineData("FFFFFFFF0001000000000000")]
    [InlineData("00000040")] // without the mark of newer streams
    [InlineData("4152524F57310000FFFFFFFF00000040")]
    public void A_message_of_Arrow_that_is_longer_than_its_file_is_refused_before_there_is_room_for_it(string start)
    {
        folder.With("a.arrow", [.. Convert.FromHexString(start), .. new byte[40]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read("a.arrow", new()).Faults.Should().ContainSingle().Which.Should().Contain("no file of Arrow, or a damaged one");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(4 << 20);
    }

    [Fact]
    public void A_file_of_Parquet_is_closed_when_it_is_read()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "only Linux lists open files");
        string path = Path.Combine(folder.Path, "a.parquet");
        using (var writer = new ParquetFileWriter(path, [new Column<string>("input")]))
        {
            using (RowGroupWriter group = writer.AppendRowGroup())
            using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>()) column.WriteBatch(["a"]);
            writer.Close();
        }
        Read("a.parquet", new()).Rows.Should().Be(1);
        Directory.GetFiles("/proc/self/fd").Count(f => new FileInfo(f).LinkTarget == path).Should().Be(0);
    }

    private static byte[] Packed(byte[] content)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest)) stream.Write(content);
        return packed.ToArray();
    }

    private Sink Read(string name, TableOptions options)
    {
        var sink = new Sink();
        TableReader.Read(DataFile.OnDisk(Path.Combine(folder.Path, name)), options, sink);
        return sink;
    }

    /// <summary>Counts rows and keeps faults.</summary>
    private sealed class Sink : IRowSink
    {
        public int Rows { get; private set; }

        public List<string> Faults { get; } = [];

        public void Define(string definition) { }

        public void Add(JsonElement row, int number, int line) => Rows++;

        public void Fault(int row, JsonPlace place, string problem) => Faults.Add(row > 0 ? $"{row}: {problem}" : problem);

        public void Note(string note) { }
    }
}
