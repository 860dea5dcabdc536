using Kif.Tests;

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
            IMemorySampler sampler = MemorySampling.Of(rule);
            return [.. Enumerable.Range(0, 5).Select(_ => sampler.Draw(Memory, 4, random).Select(m => m.Id).ToArray())];
        }
        int[] sizes = rule switch { MemoryDraw.Passes => [4, 4, 1, 4, 4], MemoryDraw.BalancedPasses => [4, 3, 4, 3, 4], _ => [4, 4, 4, 4, 4] };
        Draws(1).Should().BeEquivalentTo(Draws(1), o => o.WithStrictOrdering());
        Draws(1).Select(d => d.Length).Should().Equal(sizes);
        Draws(2).Should().NotBeEquivalentTo(Draws(1), o => o.WithStrictOrdering());
        MemorySampling.Of(rule).Draw([], 4, new RandomStream(1)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(MemoryDraw.Balanced, 0.5)]
    [InlineData(MemoryDraw.BalancedPasses, 0.57)]
    [InlineData(MemoryDraw.Uniform, 0.667)]
    [InlineData(MemoryDraw.Passes, 0.667)]
    public void Tasks_get_equal_shares_or_those_of_their_memories(MemoryDraw rule, double ofFirst)
    {
        var random = new RandomStream(7);
        IMemorySampler sampler = MemorySampling.Of(rule);
        ReplayExample[] drawn = [.. Enumerable.Range(0, 250).SelectMany(_ => sampler.Draw(Memory, 4, random))];
        (drawn.Count(m => m.Task == "a") / (double)drawn.Length).Should().BeApproximately(ofFirst, 0.06);
    }

    [Theory]
    [InlineData(10, 4, 4, 4, 2, 4, 4, 2)]
    [InlineData(9, 3, 3, 3, 3, 3, 3, 3)]
    [InlineData(2, 4, 2, 2, 2)]
    public void A_pass_has_every_memory_once_and_its_last_draw_has_the_rest(int examples, int count, params int[] sizes)
    {
        var random = new RandomStream(3);
        IMemorySampler sampler = MemorySampling.Of(MemoryDraw.Passes);
        ReplayExample[] memory = [.. Enumerable.Range(0, examples).Select(i => new ReplayExample(i, "a", new Example("", "", $"{i}")))];
        long[][] draws = [.. sizes.Select(_ => sampler.Draw(memory, count, random).Select(m => m.Id).ToArray())];
        draws.Select(d => d.Length).Should().Equal(sizes);
        foreach (long[] pass in draws.SelectMany(d => d).Chunk(examples)) pass.Should().BeEquivalentTo(memory.Select(m => m.Id));
    }

    [Fact]
    public void The_next_pass_has_another_order()
    {
        var random = new RandomStream(3);
        IMemorySampler sampler = MemorySampling.Of(MemoryDraw.Passes);
        long[][] passes = [.. Enumerable.Range(0, 3).Select(_ => sampler.Draw(Memory, 9, random).Select(m => m.Id).ToArray())];
        passes.Select(p => string.Join(' ', p)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_smaller_draw_in_between_leaves_out_nothing_and_repeats_nothing()
    {
        var random = new RandomStream(3);
        IMemorySampler sampler = MemorySampling.Of(MemoryDraw.Passes);
        int[] sizes = [4, 1, 4, 4, 4, 1];
        long[] drawn = [.. sizes.SelectMany(n => sampler.Draw(Memory, n, random)).Select(m => m.Id)];
        drawn[..9].Should().BeEquivalentTo(Memory.Select(m => m.Id));
        drawn[9..].Should().BeEquivalentTo(Memory.Select(m => m.Id));
    }

    [Fact]
    public void Balanced_passes_have_every_memory_of_a_task_once_while_tasks_take_turns()
    {
        var random = new RandomStream(3);
        IMemorySampler sampler = MemorySampling.Of(MemoryDraw.BalancedPasses);
        ReplayExample[][] draws = [.. Enumerable.Range(0, 6).Select(_ => sampler.Draw(Memory, 4, random).ToArray())];
        draws.Select(d => string.Concat(d.Select(m => m.Task))).Should().Equal("abab", "aba", "abab", "aba", "abab", "aba");
        foreach ((string task, int size) in new[] { ("a", 6), ("b", 3) })
            foreach (long[] pass in draws.SelectMany(d => d).Where(m => m.Task == task).Select(m => m.Id).Chunk(size))
                pass.Should().BeEquivalentTo(Memory.Where(m => m.Task == task).Select(m => m.Id));
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 2)]
    public void What_a_draw_cannot_split_evenly_goes_round(int tasks, int count)
    {
        var random = new RandomStream(3);
        IMemorySampler sampler = MemorySampling.Of(MemoryDraw.BalancedPasses);
        ReplayExample[] memory = [.. Enumerable.Range(0, 40 * tasks).Select(i => new ReplayExample(i, $"{i % tasks}", new Example("", "", $"{i}")))];
        string[] drawn = [.. Enumerable.Range(0, tasks).SelectMany(_ => sampler.Draw(memory, count, random)).Select(m => m.Task)];
        drawn.GroupBy(t => t).Select(g => g.Count()).Should().HaveCount(tasks).And.OnlyContain(c => c == count);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Carried_over_in_the_middle_of_a_pass_a_sampler_draws_what_it_would_have_drawn(MemoryDraw rule)
    {
        var random = new RandomStream(3);
        IMemorySampler sampler = MemorySampling.Of(rule), other = MemorySampling.Of(rule);
        for (int i = 0; i < 4; i++) sampler.Draw(Memory, 4, random);
        RandomStream same = random.Copy();
        StateCopy.Carry(sampler, other);
        for (int i = 0; i < 7; i++)
            other.Draw(Memory, 4, same).Select(m => m.Id).Should().Equal(sampler.Draw(Memory, 4, random).Select(m => m.Id));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Between_tasks_nothing_of_the_passes_is_kept(MemoryDraw rule)
    {
        IMemorySampler sampler = MemorySampling.Of(rule);
        long empty = StateSize.Of(sampler);
        sampler.Draw(Memory, 4, new RandomStream(3));
        sampler.Begin();
        StateSize.Of(sampler).Should().Be(empty);
        sampler.Draw(Memory[..4], 9, new RandomStream(3)).Should().OnlyContain(m => m.Id < 4, "the next task has another memory");
    }
}
