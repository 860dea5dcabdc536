using System.IO.Compression;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.IO;
using Encoding = System.Text.Encoding;

namespace Kif.Fuzzing;

/// <summary>The smallest files of rows, one of each kind that is read.</summary>
internal static class TableSeeds
{
    private const string Csv = "id,text,label\n1,\"a, b\",x\n2,c,\"y\n\"\n3,\"d \"\"q\"\"\",x\n";

    private const string Lines = "{\"text\":\"a\",\"label\":\"x\"}\n{\"text\":\"b\",\"label\":1.5,\"z\":[null,{\"q\":NaN}]}\n\n{\"text\":\"c\",\"label\":true}\n";

    public static IReadOnlyList<FuzzSeed> Parquet() =>
        [.. new[] { Compression.Uncompressed, Compression.Snappy, Compression.Gzip, Compression.Zstd }.Select(c => One("t.parquet", WriteParquet(c)))];

    public static IReadOnlyList<FuzzSeed> Arrow() => [One("t.arrow", WriteArrow(file: true)), One("t.arrow", WriteArrow(file: false))];

    public static IReadOnlyList<FuzzSeed> Cells() =>
    [
        One("t.csv", Bytes(Csv)), One("t.csv", Bytes(Csv.Replace(',', ';'))), One("t.tsv", Bytes("text\tlabel\r\na\tx\r\nb\ty\r\n")),
        One("t.csv", Bytes("\ufefftext,label\na,x\n")),
    ];

    public static IReadOnlyList<FuzzSeed> Json() =>
    [
        One("t.jsonl", Bytes(Lines)), One("t.ndjson", Bytes(Lines)), One("t.json", Bytes("""[{"text":"a","label":"x"},{"text":"b","label":"y"}]""")),
        One("t.json", Bytes("""{"version":1,"data":[{"text":"a","label":"x"}],"note":{"a":[1,2]}}""")),
        One("t.json", Bytes("""{"Definition":["say"],"Instances":[{"input":"a","output":["b"]}]}""")),
        One("t.jsonl", Bytes(string.Concat(Enumerable.Repeat(
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"tools":"[]"}""" + "\n", 2)))),
    ];

    public static IReadOnlyList<FuzzSeed> Packed() =>
    [
        One("t.csv.gz", Gzip(Bytes(Csv))), One("t.jsonl.gz", Gzip(Bytes(Lines))), One("t.csv.zst", Zstd(Bytes(Csv))), One("t.csv.bz2", Bzip2),
        One("t.csv.xz", Xz), One("t.zip", Zip()),
    ];

    /// <summary>"text,label\na,x\n", packed by bzip2 and xz.</summary>
    private static byte[] Bzip2 => Convert.FromBase64String("QlpoOTFBWSZTWbckwWQAAAZRgAAQAAQyBARAIAAiDTJ6hDAiBG1zAFvi7kinChIW5JgsgA==");

    private static byte[] Xz => Convert.FromBase64String("/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAOdGV4dCxsYWJlbAphLHgKAAD2KIZvJati3wABJw/fGvxqH7bzfQEAAAAABFla");

    private static byte[] WriteParquet(Compression compression)
    {
        var memory = new MemoryStream();
        using (var output = new ManagedOutputStream(memory))
        using (var writer = new ParquetFileWriter(output, [new Column<string>("text"), new Column<int?>("label"), new Column<string[]>("choices")], compression,
            new Dictionary<string, string> { ["huggingface"] = """{"info":{"features":{"label":{"names":["no","yes"],"_type":"ClassLabel"}}}}""" }))
        {
            for (int group = 0; group < 2; group++)
            {
                using RowGroupWriter rows = writer.AppendRowGroup();
                using (LogicalColumnWriter<string> texts = rows.NextColumn().LogicalWriter<string>()) texts.WriteBatch(["a", "b b", "c"]);
                using (LogicalColumnWriter<int?> labels = rows.NextColumn().LogicalWriter<int?>()) labels.WriteBatch([0, 1, 1]);
                using (LogicalColumnWriter<string[]> lists = rows.NextColumn().LogicalWriter<string[]>()) lists.WriteBatch([["x", "y"], [], ["z"]]);
            }
            writer.Close();
        }
        return memory.ToArray();
    }

    private static byte[] WriteArrow(bool file)
    {
        Schema schema = new Schema.Builder().Field(new Field("text", StringType.Default, true)).Field(new Field("label", Int64Type.Default, true))
            .Field(new Field("many", new ListType(StringType.Default), true)).Build();
        var many = new ListArray.Builder(StringType.Default);
        var inner = (StringArray.Builder)many.ValueBuilder;
        many.Append();
        inner.Append("x").Append("y");
        many.AppendNull();
        var batch = new RecordBatch(schema,
            [new StringArray.Builder().Append("a").Append("b").Build(), new Int64Array.Builder().Append(1).Append(2).Build(), many.Build()], 2);
        using var memory = new MemoryStream();
        using (ArrowStreamWriter writer = file ? new ArrowFileWriter(memory, schema, leaveOpen: true) : new ArrowStreamWriter(memory, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        return memory.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(content);
        return memory.ToArray();
    }

    private static byte[] Zstd(byte[] content)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(content).ToArray();
    }

    private static byte[] Zip()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, string text) in new[] { ("train/t.csv", Csv), ("test/t.jsonl", Lines) })
                using (Stream entry = zip.CreateEntry(name).Open())
                    entry.Write(Bytes(text));
        return memory.ToArray();
    }

    private static FuzzSeed One(string name, byte[] content) => new(name, new Dictionary<string, byte[]> { [name] = content });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
