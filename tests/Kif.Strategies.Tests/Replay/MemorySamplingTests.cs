namespace Kif.Strategies.Tests.Replay;

public sealed class MemorySamplingTests
{
    private static readonly ReplayExample[] Memory = [.. Enumerable.Range(0, 9)
        .Select(i => new ReplayExample(i, i < 6 ? "a" : "b", new Example("", "", $"{i}")))];

    public static TheoryData<MemoryDraw> Rules => [.. Enum.GetValues<MemoryDraw>()];

    [Theory]
    [MemberData(nameof(Rules))]
    public void As_many_as_asked_for_are_drawn_from_what_there_is_and_equal_seeds_draw_the_same(MemoryDraw rule)
    {
        long[][] Draws(ulong seed)
        {
            var random = new RandomStream(seed);
            return [.. Enumerable.Range(0, 5).Select(d => MemorySampling.Of(rule)(Memory, 4, d, random).Select(m => m.Id).ToArray())];
        }
        Draws(1).Should().BeEquivalentTo(Draws(1), o => o.WithStrictOrdering()).And.OnlyContain(d => d.Length == 4);
        Draws(2).Should().NotBeEquivalentTo(Draws(1), o => o.WithStrictOrdering());
        MemorySampling.Of(rule)([], 4, 0, new RandomStream(1)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(MemoryDraw.Balanced, 500)]
    [InlineData(MemoryDraw.BalancedPasses, 500)]
    [InlineData(MemoryDraw.Uniform, 667)]
    [InlineData(MemoryDraw.Passes, 667)]
    public void Tasks_get_equal_shares_or_those_of_their_memories(MemoryDraw rule, int ofFirst)
    {
        var random = new RandomStream(7);
        Enumerable.Range(0, 250).SelectMany(d => MemorySampling.Of(rule)(Memory, 4, d, random)).Count(m => m.Task == "a").Should()
            .BeInRange(ofFirst - 60, ofFirst + 60);
    }

    [Fact]
    public void A_pass_has_every_memory_once_and_the_next_another_order()
    {
        var random = new RandomStream(3);
        long[] drawn = [.. Enumerable.Range(0, 6).SelectMany(d => MemorySampling.Of(MemoryDraw.Passes)(Memory, 3, d, random)).Select(m => m.Id)];
        drawn[..9].Should().BeEquivalentTo(Memory.Select(m => m.Id));
        drawn[9..].Should().BeEquivalentTo(Memory.Select(m => m.Id));
        drawn[9..].Should().NotEqual(drawn[..9]);
    }

    [Fact]
    public void A_balanced_pass_has_every_memory_of_a_task_once_while_tasks_take_turns()
    {
        var random = new RandomStream(3);
        ReplayExample[] drawn = [.. Enumerable.Range(0, 3).SelectMany(d => MemorySampling.Of(MemoryDraw.BalancedPasses)(Memory, 4, d, random))];
        drawn.Select(m => m.Task).Should().Equal(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? "a" : "b"));
        drawn.Where(m => m.Task == "a").Select(m => m.Id).Should().BeEquivalentTo(new long[] { 0, 1, 2, 3, 4, 5 });
        drawn.Where(m => m.Task == "b").Take(3).Select(m => m.Id).Should().BeEquivalentTo(new long[] { 6, 7, 8 });
    }
}
