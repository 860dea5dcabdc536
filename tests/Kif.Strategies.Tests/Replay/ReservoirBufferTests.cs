namespace Kif.Strategies.Tests.Replay;

/// <summary>Random keys: equal parts that shrink from their smallest keys, or one reservoir for all.</summary>
public sealed class ReservoirBufferTests
{
    [Theory]
    [InlineData(200, new[] { 200 }, new[] { 100, 100 }, new[] { 67, 67, 66 })]
    [InlineData(2, new[] { 2 }, new[] { 1, 1 }, new[] { 1, 1, 0 })]
    public void Parts_are_equal_and_the_remainder_goes_to_the_first(int capacity, params int[][] parts)
    {
        var buffer = new ReservoirBuffer(new() { MaxExamples = capacity });
        for (int task = 0; task < parts.Length; task++)
        {
            string[] before = [.. buffer.Contents.Select(m => m.Example.Id)];
            Offers.Offer(buffer, task, Offers.Task(task, 300));
            Enumerable.Range(0, task + 1).Select(t => buffer.Contents.Count(m => m.Task == $"task{t}")).Should().Equal(parts[task]);
            for (int t = 0; t < task; t++)
                buffer.Contents.Where(m => m.Task == $"task{t}").Select(m => m.Example.Id).Should().Equal(
                    before.Where(id => id.StartsWith($"{t}/", StringComparison.Ordinal)).Take(parts[task][t]),
                    "a part shrinks from its end, where the smallest keys are");
        }
    }

    [Fact]
    public void A_small_task_leaves_its_places_empty()
    {
        var buffer = new ReservoirBuffer(new() { MaxExamples = 100 });
        Offers.Offer(buffer, 0, Offers.Task(0, 10));
        Offers.Offer(buffer, 1, Offers.Task(1, 300));
        buffer.Contents.GroupBy(m => m.Task).Select(g => g.Count()).Should().Equal(10, 50);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_largest_keys_stay(bool global)
    {
        var buffer = new ReservoirBuffer(new() { MaxExamples = 5, Global = global });
        Offers.Offer(buffer, 0, Offers.Task(0, 40), seed: 9);
        RandomStream keys = new RandomStream(9).Derive("task0");
        double[] drawn = [.. Enumerable.Range(0, 40).Select(_ => keys.NextDouble())];
        buffer.Contents.Select(m => m.Example.Id).Should().Equal(Enumerable.Range(0, 40).OrderByDescending(i => drawn[i]).Take(5).Select(i => $"0/{i}"));
    }

    [Fact]
    public void In_one_reservoir_every_example_seen_is_as_likely_as_any_other()
    {
        int first = 0, all = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var buffer = new ReservoirBuffer(new() { MaxExamples = 20, Global = true });
            Offers.Offer(buffer, 0, Offers.Task(0, 100), seed);
            Offers.Offer(buffer, 1, Offers.Task(1, 300), seed);
            (first, all) = (first + buffer.Contents.Count(m => m.Task == "task0"), all + buffer.Contents.Count);
        }
        all.Should().Be(4000);
        first.Should().BeInRange(890, 1110, "a quarter of 4000, give or take four standard deviations");
    }
}
