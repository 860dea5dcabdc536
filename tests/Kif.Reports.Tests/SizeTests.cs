using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tests.Reports;

public sealed class SizeTests
{
    [Fact]
    public void Fifteen_tasks_with_ten_strategies_and_three_seeds_stay_below_three_million_bytes()
    {
        string page = Pages.Of(Large.Saved());
        int size = Encoding.UTF8.GetByteCount(page);
        TestContext.Current.TestOutputHelper?.WriteLine($"{size} bytes");
        size.Should().BeInRange(500_000, 3_000_000);
    }

    [Fact]
    public void Answers_that_take_too_much_are_sampled_and_the_page_says_how_many_are_left_out()
    {
        int number = 0;
        string page = Pages.Of(new SampleRuns { Examples = 600, Strategies = ["a", "b", "c"], Answer = given => $"{number++} {given} {new string('x', 350)}" }
            .Saved());
        Encoding.UTF8.GetByteCount(page).Should().BeLessThan(3_000_000);
        Match said = Regex.Match(page, "class=\"sampled\">To keep this page small, it shows ([0-9,]+) of ([0-9,]+) examples .* and leaves out ([0-9,]+)");
        said.Success.Should().BeTrue();
        int[] numbers = [.. said.Groups.Values.Skip(1).Select(g => int.Parse(g.Value.Replace(",", "")))];
        numbers[1].Should().Be(5_400, "3 tasks of 600 examples, three seeds");
        numbers[0].Should().BeInRange(100, 5_399).And.Be(numbers[1] - numbers[2]);
    }

    internal static SampleRuns Large => new()
    {
        Tasks = [.. Enumerable.Range(1, 15).Select(i => $"task-{i:00}")], Examples = 100, Units = 384, Folder = "large",
        Strategies = ["seq-lora", "replay", "ewc", "lwf", "o-lora", "der++", "mas", "kif", "kif-lora", "kif-m"],
        Answer = given => $"{given}, and then some words more, as long as answers of language models tend to be",
    };
}
