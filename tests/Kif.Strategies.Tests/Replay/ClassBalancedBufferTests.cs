namespace Kif.Strategies.Tests.Replay;

/// <summary>The worked numbers of the class-balanced memory (algorithms.md 14.10) and its rule.</summary>
public sealed class ClassBalancedBufferTests
{
    [Theory]
    [InlineData(1000, 14, 20)]
    [InlineData(250, 3, 5)]
    public void Every_class_is_there_and_the_quota_is_filled(int examples, int classes, int quota)
    {
        foreach (MethodProfile profile in Enum.GetValues<MethodProfile>())
        {
            int[] counts = Counts(new() { Profile = profile }, examples, classes);
            counts.Should().HaveCount(classes).And.OnlyContain(c => c >= Math.Max(1, quota / classes));
            counts.Sum().Should().Be(quota);
        }
    }

    [Fact]
    public void Text_that_is_different_everywhere_is_remembered_whole_by_the_official_code_only()
    {
        Counts(new(), 1000, 1000).Should().HaveCount(20);
        Counts(new() { Profile = MethodProfile.Paper }, 1000, 1000).Should().HaveCount(20);
        Counts(new() { Profile = MethodProfile.OfficialCode }, 1000, 1000).Should().HaveCount(1000);
        Counts(new() { Profile = MethodProfile.OfficialCode, OneOfEveryClass = false }, 1000, 1000).Should().HaveCount(20);
        Counts(new() { OneOfEveryClass = true }, 1000, 1000).Should().HaveCount(1000);
    }

    [Fact]
    public void A_rare_class_gives_all_it_has_and_others_fill_up()
    {
        var buffer = new ClassBalancedBuffer(new() { PerTask = 10 });
        Offers.Offer(buffer, 0, [new("", "rare", "r"), .. Offers.Task(0, 30, classes: 1)]);
        buffer.Contents.Count(m => m.Example.Target == "rare").Should().Be(1);
        buffer.Contents.Should().HaveCount(10);
    }

    [Fact]
    public void What_a_limit_leaves_is_still_balanced()
    {
        var buffer = new ClassBalancedBuffer(new() { Share = 1, MaxExamples = 6 });
        Offers.Offer(buffer, 0, [.. Offers.Task(0, 4, classes: 2), .. Enumerable.Range(0, 50).Select(i => new Example("", "frequent", $"f{i}"))]);
        buffer.Contents.GroupBy(m => m.Example.Target).Select(g => g.Count()).Should().Equal(2, 2, 2);
    }

    private static int[] Counts(ClassBalancedBufferOptions options, int examples, int classes)
    {
        var buffer = new ClassBalancedBuffer(options);
        Offers.Offer(buffer, 0, Offers.Task(0, examples, classes));
        buffer.Contents.Select(m => m.Example.Id).Should().OnlyHaveUniqueItems();
        return [.. buffer.Contents.GroupBy(m => m.Example.Target).Select(g => g.Count())];
    }
}
