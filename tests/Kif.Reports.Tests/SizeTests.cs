using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tests.Reports;

public sealed class SizeTests
{
    [Fact]
    public void Fifteen_tasks_with_ten_strategies_and_three_seeds_stay_below_three_million_bytes_and_say_what_is_left_out()
    {
        string page = Pages.Of(Large.Saved());
        int size = Encoding.UTF8.GetByteCount(page);
        TestContext.Current.TestOutputHelper?.WriteLine($"{size} bytes");
        size.Should().BeLessThan(3_000_000);
        Match said = Regex.Match(page, "class=\"sampled\">To keep this page small, ([0-9,]+) of ([0-9,]+) examples are in it");
        said.Success.Should().BeTrue();
        said.Groups[2].Value.Should().Be("4,500", "15 tasks of 100 examples, three seeds");
        int kept = int.Parse(said.Groups[1].Value.Replace(",", ""));
        kept.Should().BeInRange(100, 4_499);
    }

    internal static SampleRuns Large => new()
    {
        Tasks = [.. Enumerable.Range(1, 15).Select(i => $"task-{i:00}")], Examples = 100, Units = 384, Folder = "large",
        Strategies = ["seq-lora", "replay", "ewc", "lwf", "o-lora", "der++", "mas", "kif", "kif-lora", "kif-m"],
        Answer = given => $"{given}, and then some words more, as long as answers of language models tend to be",
    };
}
