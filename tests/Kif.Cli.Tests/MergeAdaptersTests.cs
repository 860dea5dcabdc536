using System.Text.Json;
using Kif.Models;

namespace Kif.Cli.Tests;

/// <summary>`kif merge --adapters` as a user sees it, and `kif list --json`.</summary>
public sealed class MergeAdaptersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Adapters_are_merged_and_the_terminal_says_what_and_where()
    {
        (string one, string two, string merged) = (Written("one"), Written("two"), Path.Combine(folder, "both"));
        (int code, string output, string error) = await Tool.RunAsync(
            "merge", "--adapters", $"{one},{two}", "--by", "ties", "--density", "0.5", "--weights", "1,-0.5", "--out", merged);
        code.Should().Be(0, error);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal("Merged 2 adapters by ties:", $"  1 × {one}", $"  -0.5 × {two}",
            "  kept 0.5 of the elements", "  1 modules, rank 2", "  for base", "It lies in:", $"  {merged}", "To use it:", $"  kif chat {merged}");
        PeftAdapterFile.Read(merged).Dispose();
        (code, _, error) = await Tool.RunAsync("merge", "--adapters", $"{one},{two}", "--by", "cat", "--out", merged);
        (code, error).Should().Be((1, $"kif: '{merged}' is not empty; name a new folder\n"));
    }

    [Theory]
    [InlineData("--by goes with --adapters", "--model", "embedded", "--adapter", "a", "--by", "ties", "--out", "m")]
    [InlineData("--model is of merging one adapter into its model", "--adapters", "a,b", "--model", "embedded", "--by", "ties", "--out", "m")]
    [InlineData("--adapters needs --by, the way: linear, cat, ties", "--adapters", "a,b", "--out", "m")]
    [InlineData("'kif merge' needs --model MODEL", "--out", "m")]
    [InlineData("There is no adapter folder", "--adapters", "nowhere-a,nowhere-b", "--by", "linear", "--out", "m")]
    [InlineData("--elect is 'half'; allowed: total, frequency", "--adapters", "a,b", "--by", "ties", "--density", "0.2", "--elect", "half", "--out", "m")]
    public async Task What_does_not_go_together_is_one_line(string message, params string[] arguments)
    {
        (int code, _, string error) = await Tool.RunAsync(["merge", .. arguments]);
        code.Should().Be(2, error);
        error.Should().Contain(message).And.NotContain("   at ");
        error.TrimEnd().Should().NotContain("\n");
    }

    [Fact]
    public async Task The_list_as_JSON_says_what_strategies_need_and_were_verified_against()
    {
        (int code, string output, string error) = await Tool.RunAsync("list", "strategies", "--json");
        code.Should().Be(0, error);
        JsonElement all = JsonDocument.Parse(output).RootElement;
        all.EnumerateObject().Select(p => p.Name).Should().Equal("strategies");
        JsonElement Of(string name) => all.GetProperty("strategies").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
        Of("per-task").GetProperty("needsTaskIdAtTest").GetBoolean().Should().BeTrue();
        Of("der++").GetProperty("needsMemory").GetBoolean().Should().BeTrue();
        Of("gem").GetProperty("extraPassesPerStep").GetRawText().Should().Contain("\"perEarlierTask\": true");
        Of("osf").GetProperty("trains").GetString().Should().Be("all");
        Of("osf").GetProperty("verifiedAgainst").GetString().Should().Be("traces");
        Of("inc-lora").GetProperty("growsWithTasks").GetBoolean().Should().BeTrue();
    }

    private string Written(string name)
    {
        string path = Path.Combine(folder, name);
        PeftAdapterFile.Write(path, new() { Lora = new() { Rank = 2, Alpha = 4, Targets = ["q"] }, BaseModel = "base" }, new Dictionary<string, TorchSharp.torch.Tensor>
        {
            [PeftNames.A("layer.q")] = TorchSharp.torch.randn(2, 4), [PeftNames.B("layer.q")] = TorchSharp.torch.randn(4, 2),
        });
        return path;
    }
}
