using ParquetSharp;

namespace Kif.Cli.Tests;

/// <summary>Runs on data of other formats than JSON, from the command line.</summary>
public sealed class DataFormatTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-cli-data-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_folder_of_csv_is_compared()
    {
        foreach (string task in new[] { "colors", "sizes" })
        {
            Directory.CreateDirectory(Path.Combine(folder, task));
            foreach (string split in new[] { "train", "test" })
                File.WriteAllLines(Path.Combine(folder, task, split + ".csv"),
                    ["id,question,reply", .. Enumerable.Range(0, 8).Select(i => $"{i},\"{task}, {split} {i}?\",{(i % 2 == 0 ? "007" : "NA")}")]);
        }
        (await Compare("--columns", "input=question,output=reply")).Should().Contain("\"colors\"").And.Contain("\"sizes\"");

        (int code, _, string error) = await Tool.RunAsync("compare", "--data", folder, "--columns", "input=questoin,output=reply", "--dry-run");
        code.Should().Be(2);
        error.Should().Contain("there is no 'questoin' among the columns 'id', 'question', 'reply'");
    }

    [Fact]
    public async Task A_folder_of_Parquet_is_compared()
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        foreach (string split in new[] { "train", "test" })
        {
            using var writer = new ParquetFileWriter(Path.Combine(folder, "data", split + "-00000-of-00001.parquet"), [new Column<string>("instruction"), new Column<string>("text"), new Column<int>("label")]);
            using (RowGroupWriter group = writer.AppendRowGroup())
            {
                using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>()) column.WriteBatch([.. Enumerable.Repeat("Good?", 8)]);
                using (LogicalColumnWriter<string> column = group.NextColumn().LogicalWriter<string>()) column.WriteBatch([.. Enumerable.Range(0, 8).Select(i => $"{split} {i}")]);
                using (LogicalColumnWriter<int> column = group.NextColumn().LogicalWriter<int>()) column.WriteBatch([.. Enumerable.Range(0, 8).Select(i => i % 2)]);
            }
            writer.Close();
        }
        (await Compare("--prompt", @"{instruction}\n{text}", "--columns", "output=label")).Should().Contain($"\"{Path.GetFileName(folder)}\"");
    }

    private async Task<string> Compare(params string[] args)
    {
        (int code, string output, string error) = await Tool.RunAsync(["compare", "--data", folder, "--strategies", "seq-lora", "--epochs", "1", "--json", "--quiet", .. args]);
        code.Should().Be(0, error);
        return output.Split('\n').Last(l => l.StartsWith('{'));
    }
}
