using System.Text.Json;

namespace Kif.Cli.Tests;

public sealed class TuneTests : IDisposable
{
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("kif-tune-").FullName, "tuned");

    [Fact]
    public async Task A_search_comes_before_the_comparison_is_written_down_and_is_part_of_what_the_runs_are()
    {
        (int code, string output, string error) = await Tool.RunAsync("compare", "--order", "place,time", "--strategies", "seq-lora,ewc", "--train-limit", "20",
            "--test-limit", "4", "--epochs", "1",
            "--tune", "2", "--tune-learning-rate", "1e-4,1e-2", "--out", folder);

        code.Should().Be(0, error);
        output.Should().MatchRegex("search: seq-lora takes trial [12] of 2").And.MatchRegex("search: ewc takes trial [12] of 2");
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "tuning.json")));
        record.RootElement.GetProperty("strategies").EnumerateArray().Select(s => s.GetProperty("trials").GetArrayLength()).Should().Equal(2, 2);
        record.RootElement.GetProperty("heldOut").EnumerateArray().Select(h => h.GetInt32()).Should().Equal(4, 4);

        (code, output, error) = await Tool.RunAsync("reproduce", folder);
        (code, output.Trim().Split('\n')[^1]).Should().Be((0, "2 of 2 runs are the same, bit for bit"), error);
        (code, _, error) = await Tool.RunAsync("compare", "--strategies", "seq-lora,ewc", "--tune", "2", "--out", folder);
        code.Should().Be(2);
        error.Should().Contain("holds a comparison already").And.Contain("experiment.json");
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
}
