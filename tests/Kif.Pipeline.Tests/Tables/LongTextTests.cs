using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Kif.Tests.Streams;

namespace Kif.Tests.Tables;

/// <summary>Texts longer than any model reads are faults of their rows; archives that unpack the same bytes again and again are refused.</summary>
public sealed class LongTextTests : IDisposable
{
    private const int Most = TaskRowFormat.MostCharacters;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"input":"#","output":"b"}""", "the question has")]
    [InlineData("""{"input":"a","output":"#"}""", "the answer has")]
    [InlineData("""{"messages":[{"role":"user","content":"#"},{"role":"assistant","content":"b"}]}""", "the question has")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c","x":"#"}]}""", "the conversation has")]
    public void A_text_longer_than_any_model_reads_is_a_fault_of_its_row(string row, string fault)
    {
        string file = Write(row.Replace("#", new string('x', Most + 1)), "{\"input\":\"a\",\"output\":\"b\"}");
        FluentActions.Invoking(() => new TaskFormatReading(file).Load()).Should().Throw<InvalidDataException>()
            .WithMessage($"*line 1: {fault} *; at most {Most} are read*");
    }

    [Fact]
    public void A_text_as_long_as_that_is_read()
    {
        string file = Write([JsonSerializer.Serialize(new { input = new string('x', Most), output = "b" }), .. Enumerable.Repeat("{\"input\":\"a\",\"output\":\"b\"}", 9)]);
        new TaskFormatReading(file).Load().Should().Contain(e => e.Input.Length == Most);
    }

    [Fact]
    public void A_question_without_an_answer_is_bounded_too()
    {
        string file = Write(JsonSerializer.Serialize(new { input = new string('x', Most + 1) }));
        FluentActions.Invoking(() => QuestionFile.Read(file, RowColumns.None, [])).Should().Throw<InvalidDataException>()
            .WithMessage($"*the question has {Most + 1} characters*");
    }

    [Fact]
    public void Files_of_an_archive_that_lie_upon_each_other_are_refused()
    {
        byte[] noise = new byte[50_000];
        new RandomStream(1).Fill(noise);
        string path = Path.Combine(folder.Path, "a.zip");
        using (FileStream file = File.Create(path))
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
            foreach (string name in new[] { "a.csv", "b.csv" })
                using (Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open())
                    entry.Write(noise);
        FolderScan.Of(path).Should().HaveCount(2);
        // The second entry takes the place of the first, whose bytes are cut away; the list says two of 50,000 bytes.
        byte[] bytes = File.ReadAllBytes(path);
        int list = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8), second = list + 1 + bytes.AsSpan(list + 1).IndexOf("PK\u0001\u0002"u8);
        int removed = BitConverter.ToInt32(bytes, second + 42), end = bytes.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(second + 42), 0).Should().BeTrue();
        BitConverter.TryWriteBytes(bytes.AsSpan(end + 16), removed).Should().BeTrue();
        File.WriteAllBytes(path, [.. bytes.AsSpan(0, removed), .. bytes.AsSpan(list)]);
        FluentActions.Invoking(() => FolderScan.Of(path)).Should().Throw<InvalidDataException>().WithMessage("*a.zip' has files that lie upon each other*");
    }

    [Fact]
    public void An_archive_with_more_entries_than_are_listed_is_refused()
    {
        string path = Path.Combine(folder.Path, "a.zip");
        using (FileStream file = File.Create(path))
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
            for (int i = 0; i < 600; i++) zip.CreateEntry($"{i}{new string('n', 60_000)}.csv");
        FluentActions.Invoking(() => FolderScan.Of(path)).Should().Throw<InvalidDataException>().WithMessage("*a.zip': its list of files has * bytes; at most *");
    }

    private string Write(params string[] rows)
    {
        folder.With("a.jsonl", string.Join('\n', rows) + "\n");
        return Path.Combine(folder.Path, "a.jsonl");
    }

    /// <summary>Reads a file as a task's.</summary>
    private sealed class TaskFormatReading(string file)
    {
        public IReadOnlyList<Example> Load()
        {
            TaskFolder opened = TaskFolder.Open(file);
            LearningTask task = opened.Load(opened.TaskNames).Tasks.Single();
            return [.. task.Train.Concat(task.Test)];
        }
    }
}
