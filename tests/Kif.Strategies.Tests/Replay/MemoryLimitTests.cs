using Kif.Tests;

namespace Kif.Strategies.Tests.Replay;

/// <summary>What every buffer has in common: limits over all tasks together, ids, and a state that comes back.</summary>
public sealed class MemoryLimitTests
{
    private static readonly string[] Kinds = ["uniform", "class-balanced", "most-uncertain", "surprise", "reservoir", "global"];

    public static TheoryData<string> Buffers => [.. Kinds];

    // Equal parts of a surprise buffer leave a remainder unused; its own tests have them.
    public static MatrixTheoryData<string, int> Examples => new(Kinds.Except(["surprise"]), [0, 1, 2, 3, 7, 1000]);

    public static MatrixTheoryData<string, long> Bytes => new(Kinds, [0L, 1, 3, 90, 130, 500, 1501, 1_000_000]);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Never_more_examples_than_allowed_are_held_and_tasks_share_them_evenly(string kind, int most)
    {
        IReplayBuffer buffer = Offers.Buffer(kind, maxExamples: most);
        for (int task = 0; task < 5; task++)
        {
            Offers.Offer(buffer, task, Offers.Task(task, 20));
            int wanted = kind is "reservoir" or "global" ? 20 : 10;
            buffer.Contents.Should().HaveCount(Math.Min(most, wanted * (task + 1)));
            if (kind == "global") continue;
            int[] held = [.. Enumerable.Range(0, task + 1).Select(t => buffer.Contents.Count(m => m.Task == $"task{t}"))];
            (held.Max() - held.Min()).Should().BeLessThanOrEqualTo(1);
            held.Should().BeInDescendingOrder("what does not divide goes to the first tasks");
        }
    }

    [Theory]
    [MemberData(nameof(Bytes))]
    public void Never_more_bytes_than_allowed_are_held_and_hardly_fewer(string kind, long most)
    {
        IReplayBuffer buffer = Offers.Buffer(kind, maxBytes: most), free = Offers.Buffer(kind);
        for (int task = 0; task < 5; task++)
        {
            Offers.Offer(buffer, task, Offers.Task(task, 20));
            Offers.Offer(free, task, Offers.Task(task, 20));
            long size = StateSize.Of(buffer);
            if (buffer.Contents.Count > 0) size.Should().BeLessThanOrEqualTo(most);
            long largest = free.Contents.Max(m => StateJson.Write(m).Length) + 30;
            if (StateSize.Of(free) > most) (most - size).Should().BeLessThan(largest, "one more would not have fitted");
            else buffer.Contents.Should().BeEquivalentTo(free.Contents);
        }
    }

    [Theory]
    [MemberData(nameof(Buffers))]
    public void A_limit_below_one_example_and_a_task_without_examples_leave_an_empty_memory(string kind)
    {
        IReplayBuffer buffer = Offers.Buffer(kind, maxBytes: 20);
        Offers.Offer(buffer, 0, Offers.Task(0, 20));
        Offers.Offer(buffer, 1, []);
        buffer.Contents.Should().BeEmpty();
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("class-balanced")]
    [InlineData("most-uncertain")]
    [InlineData("surprise")]
    public void A_share_of_zero_remembers_nothing_and_probes_nothing(string kind)
    {
        IReplayBuffer buffer = Offers.Buffer(kind, share: 0);
        ScriptedProbe probe = Offers.Probe();
        Offers.Offer(buffer, 0, Offers.Task(0, 20), probe: probe);
        buffer.Contents.Should().BeEmpty();
        probe.Seen.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Buffers))]
    public void Ids_are_never_used_again_and_what_was_held_stays_as_it_was(string kind)
    {
        IReplayBuffer buffer = Offers.Buffer(kind, maxExamples: 7);
        var ever = new Dictionary<long, ReplayExample>();
        for (int task = 0; task < 6; task++)
        {
            IReadOnlyList<ReplayExample> before = buffer.Contents;
            ReplayExample[] copy = [.. before];
            Offers.Offer(buffer, task, Offers.Task(task, 20));
            before.Should().Equal(copy, "a list handed out does not change");
            buffer.Contents.Select(m => m.Id).Should().OnlyHaveUniqueItems();
            foreach (ReplayExample m in buffer.Contents)
            {
                ever.TryAdd(m.Id, m);
                m.Should().Be(ever[m.Id]);
            }
            buffer.Contents.Where(m => m.Task != $"task{task}").Should().BeSubsetOf(copy, "what was dropped never comes back");
        }
    }

    [Theory]
    [MemberData(nameof(Buffers))]
    public void A_state_that_comes_back_goes_on_as_if_nothing_had_happened(string kind)
    {
        IReplayBuffer whole = Offers.Buffer(kind, 9, 3000), second = Offers.Buffer(kind, 9, 3000);
        for (int task = 0; task < 3; task++) Offers.Offer(whole, task, Offers.Task(task, 20));
        StateCopy.Carry(whole, second);
        second.Contents.Should().Equal(whole.Contents).And.NotBeEmpty();
        StateSize.Of(second).Should().Be(StateSize.Of(whole));
        for (int task = 3; task < 6; task++)
        {
            Offers.Offer(whole, task, Offers.Task(task, 20));
            Offers.Offer(second, task, Offers.Task(task, 20));
            second.Contents.Should().Equal(whole.Contents);
        }
    }

    [Theory]
    [MemberData(nameof(Buffers))]
    public void Equal_seeds_remember_the_same_and_other_seeds_others(string kind)
    {
        string[] Ids(ulong seed)
        {
            IReplayBuffer buffer = Offers.Buffer(kind, maxExamples: 9);
            for (int task = 0; task < 3; task++) Offers.Offer(buffer, task, Offers.Task(task, 40), seed);
            return [.. buffer.Contents.Select(m => m.Example.Id)];
        }
        Ids(1).Should().Equal(Ids(1));
        if (kind is not ("most-uncertain" or "surprise")) Ids(2).Should().NotEqual(Ids(1));
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(49, 1)]
    [InlineData(50, 1)]
    [InlineData(150, 3)]
    [InlineData(1000, 20)]
    public void A_share_is_rounded_down_to_one_at_least(int examples, int remembered)
    {
        foreach (string kind in Kinds[..3])
        {
            IReplayBuffer buffer = Offers.Buffer(kind, share: 0.02);
            Offers.Offer(buffer, 0, Offers.Task(0, examples, classes: 1));
            buffer.Contents.Should().HaveCount(remembered);
        }
    }

    [Fact]
    public void A_share_that_doubles_can_not_hold_is_rounded_as_if_they_could()
    {
        IReplayBuffer buffer = Offers.Buffer("uniform", share: 0.29);
        Offers.Offer(buffer, 0, Offers.Task(0, 100));
        buffer.Contents.Should().HaveCount(29, "0.29 · 100 is 28.999999999999996 in doubles");
    }
}
