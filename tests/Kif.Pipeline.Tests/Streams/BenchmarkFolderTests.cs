using System.Text.Json;

namespace Kif.Tests.Streams;

/// <summary>The field's benchmarks, where KIF_DATA names a folder that has them.</summary>
public class BenchmarkFolderTests
{
    [Theory]
    [InlineData("long-sequence", 15, 13650, 6433, 0)]
    [InlineData("sgd", 6, 8450, 2472, 0)]
    [InlineData("o-lora-layout", 3, 2650, 1028, 0)]
    [InlineData("superni", 15, 11735, 1197, 6)] // task511 has six empty summaries
    public void Every_row_is_read(string name, int tasks, int train, int test, int bad)
    {
        TaskFolder folder = TaskFolder.Open(Folder(name), skipBadRows: true);
        folder.TaskNames.Should().HaveCount(tasks);
        folder.FindBadRows(folder.TaskNames).Select(b => b.Problem).Should().Equal(Enumerable.Repeat("'output' is empty", bad));
        TaskStream stream = folder.Load(folder.TaskNames);
        (stream.Tasks.Sum(t => t.Train.Count), stream.Tasks.Sum(t => t.Test.Count)).Should().Be((train, test));
    }

    [Fact]
    public void Whole_words_are_the_labels_of_emotions() =>
        TaskFolder.Open(Folder("superni")).Load(["task875"]).Tasks[0].Train.Select(e => e.Target).Distinct().Should()
            .BeEquivalentTo("sadness", "joy", "love", "anger", "fear", "surprise");

    [Fact]
    public void Published_orders_are_known()
    {
        string root = Folder("");
        using var orders = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "orders.json")));
        foreach (JsonProperty order in orders.RootElement.EnumerateObject())
        {
            string name = order.Name.Split('/')[0] is var folder && folder == "standard" ? "long-sequence" : folder;
            string[] tasks = [.. order.Value.EnumerateArray().Select(t => t.GetString()!)];
            TaskStream stream = TaskFolder.Open(Path.Combine(root, name), skipBadRows: true).Load(tasks, 5, 5, 1);
            stream.Tasks.Select(t => t.Name.Split("_")[0] is var n && tasks.Contains(n) ? n : t.Name).Should().Equal(tasks);
            stream.Tasks.Should().OnlyContain(t => t.Train.Count == 5 && t.Test.Count == 5);
        }
    }

    private static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("KIF_DATA");
        Assert.SkipWhen(root is null || !Directory.Exists(root), "KIF_DATA names no folder of benchmark data");
        return Path.Combine(root!, name);
    }
}
