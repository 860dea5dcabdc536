using Kif.Models;
using Xunit;

namespace Kif.Pipeline.Tests.Training;

/// <summary>The composition of batches: members, padding, the short batch, mixed memory.</summary>
public sealed class BatchSamplerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ExampleOrder.Bucketed)]
    [InlineData(ExampleOrder.Shuffled)]
    [InlineData(ExampleOrder.AsGiven)]
    public void An_epoch_has_every_example_exactly_once(ExampleOrder order)
    {
        foreach (int count in Enumerable.Range(1, 70).Concat([103, 1000]))
            foreach (int size in new[] { 1, 3, 8, 64 })
                foreach (IReadOnlyList<string?> groups in new IReadOnlyList<string?>[]
                    { [], [.. Enumerable.Range(0, count).Select(i => i % 5 == 0 ? "a" : null)] })
                {
                    int[][] batches = [.. BatchSampler.Epoch(Lengths(count), groups, size, order, new RandomStream(1))];
                    batches.Should().HaveCount(BatchSampler.Count(count, size));
                    batches.Count(b => b.Length < size).Should().Be(count % size == 0 ? 0 : 1);
                    batches.SelectMany(b => b).Order().Should().Equal(Enumerable.Range(0, count));
                }
    }

    [Theory]
    [InlineData(200, 8)]
    [InlineData(96, 3)]
    [InlineData(640, 16)]
    [InlineData(1000, 64)]
    [InlineData(64, 8)]
    public void Epochs_have_other_batches(int count, int size)
    {
        int[] lengths = Lengths(count);
        var random = new RandomStream(1);
        List<double> shares = [];
        HashSet<(int, int)> before = Pairs(BatchSampler.Epoch(lengths, [], size, ExampleOrder.Bucketed, random));
        for (int epoch = 0; epoch < 20; epoch++)
        {
            HashSet<(int, int)> now = Pairs(BatchSampler.Epoch(lengths, [], size, ExampleOrder.Bucketed, random));
            shares.Add((double)now.Count(before.Contains) / now.Count);
            before = now;
        }
        output.WriteLine($"{count} examples, {size} per batch: {shares.Average():P1} of pairs meet again");
        shares.Average().Should().BeLessThan(0.25);
    }

    [Fact]
    public void The_short_batch_has_any_examples_not_the_longest_ones()
    {
        const int Count = 33, Epochs = 3300;
        int[] lengths = [.. Enumerable.Range(0, Count)];
        var random = new RandomStream(1);
        int[] alone = new int[Count];
        for (int epoch = 0; epoch < Epochs; epoch++) alone[BatchSampler.Epoch(lengths, [], 8, ExampleOrder.Bucketed, random).Single(b => b.Length == 1)[0]]++;
        // 100 times each in expectation: chi-squared of 32 degrees of freedom is below 70 but for one in 10,000 streams.
        alone.Sum(n => (n - 100.0) * (n - 100) / 100).Should().BeLessThan(70);
    }

    [Fact]
    public void The_short_batch_is_not_always_at_the_end()
    {
        var random = new RandomStream(1);
        int[] places = [.. Enumerable.Range(0, 50).Select(_ => BatchSampler.Epoch(Lengths(201), [], 8, ExampleOrder.Bucketed, random).ToList()
            .FindIndex(b => b.Length == 1))];
        places.Distinct().Count().Should().BeGreaterThan(1);
    }

    [Theory]
    [InlineData(200, 8)]
    [InlineData(96, 3)]
    [InlineData(640, 16)]
    public void Bucketing_pads_less_than_shuffling(int count, int size)
    {
        int[] lengths = Lengths(count);
        double Padding(ExampleOrder order)
        {
            var random = new RandomStream(1);
            int[][] batches = [.. Enumerable.Range(0, 20).SelectMany(_ => BatchSampler.Epoch(lengths, [], size, order, random))];
            return batches.Sum(b => b.Length * b.Max(i => lengths[i])) / (20.0 * lengths.Sum()) - 1;
        }
        (double bucketed, double shuffled) = (Padding(ExampleOrder.Bucketed), Padding(ExampleOrder.Shuffled));
        output.WriteLine($"{count} examples, {size} per batch: padding {bucketed:P1} of the tokens, shuffled {shuffled:P1}");
        bucketed.Should().BeLessThan(shuffled / 2);
    }

    [Fact]
    public void Memory_of_other_lengths_is_mixed_into_batches_as_if_shuffled()
    {
        // A task of 180 short prompts, and memories of two tasks with long ones.
        int[] lengths = [.. Lengths(180), .. Lengths(40).Select(l => 300 + l), .. Lengths(20).Select(l => 600 + l)];
        string?[] groups = [.. Enumerable.Repeat<string?>(null, 180), .. Enumerable.Repeat("a", 40), .. Enumerable.Repeat("b", 20)];
        (double Pure, double Without) Shares(IReadOnlyList<string?> told, ExampleOrder order)
        {
            var random = new RandomStream(1);
            int[][] batches = [.. Enumerable.Range(0, 100).SelectMany(_ => BatchSampler.Epoch(lengths, told, 8, order, random))];
            return (batches.Count(b => b.All(i => groups[i] is not null)) / (double)batches.Length,
                batches.Count(b => b.All(i => groups[i] is null)) / (double)batches.Length);
        }
        (double Pure, double Without) mixed = Shares(groups, ExampleOrder.Bucketed), untold = Shares([], ExampleOrder.Bucketed),
            shuffled = Shares([], ExampleOrder.Shuffled);
        output.WriteLine($"batches of memory alone {mixed.Pure:P1}, sorted without regard to memory {untold.Pure:P1}, shuffled {shuffled.Pure:P1}; "
            + $"without memory {mixed.Without:P1}, {untold.Without:P1}, {shuffled.Without:P1}");
        untold.Pure.Should().BeGreaterThan(0.15);
        mixed.Pure.Should().BeLessThan(0.01);
        mixed.Without.Should().BeApproximately(shuffled.Without, 0.03);
    }

    [Fact]
    public void Within_a_group_batches_are_of_similar_length()
    {
        int[] lengths = [.. Lengths(160), .. Lengths(160).Select(l => 500 + l)];
        string?[] groups = [.. Enumerable.Repeat<string?>(null, 160), .. Enumerable.Repeat("a", 160)];
        double Range(ExampleOrder order) => BatchSampler.Epoch(lengths, groups, 8, order, new RandomStream(1))
            .SelectMany(b => b.GroupBy(i => groups[i])).Average(g => (double)(g.Max(i => lengths[i]) - g.Min(i => lengths[i])));
        Range(ExampleOrder.Bucketed).Should().BeLessThan(Range(ExampleOrder.Shuffled) / 2);
    }

    [Fact]
    public void Models_with_rows_of_their_own_for_targets_are_bucketed_by_prompts()
    {
        TrainingContext context = TinyRun.Context(TinyRun.Options);
        var set = new EncodedExamples(TinyRun.Task(0), context);
        set.Sorted.Should().Equal(set.Encoded.Select(e => e.Source.Length));
        set.Lengths.Should().Equal(set.Encoded.Select(e => e.Source.Length + e.Target.Length));
        new EncodedExamples(TinyRun.Task(0), TinyRun.Context(TinyRun.Options with { BucketsWholeRows = true })).Sorted.Should().Equal(set.Lengths);
    }

    [Theory]
    [InlineData(64_000)]
    [InlineData(96_000)]
    public void The_embedded_models_pretraining_has_the_batches_it_was_made_with(int count)
    {
        int[] lengths = Lengths(count), indices = new RandomStream(7).Permutation(count);
        var random = new RandomStream(7);
        random.Permutation(count);
        IEnumerable<int[]> then = indices.Chunk(64 * 50).SelectMany(window =>
        {
            int[][] batches = [.. window.OrderBy(i => lengths[i]).Chunk(64)];
            random.Shuffle<int[]>(batches);
            return batches;
        });
        BatchSampler.Epoch(lengths, [], 64, ExampleOrder.Bucketed, new RandomStream(7)).SelectMany(b => b).Should().Equal(then.SelectMany(b => b));
    }

    [Fact]
    public void A_profile_of_training_stands_for_settings_that_take_precedence()
    {
        Settings(new()).Should().Be((ExampleOrder.Shuffled, false, false));
        Settings(new() { Profile = MethodProfile.Paper }).Should().Be((ExampleOrder.Shuffled, false, false));
        Settings(new() { Profile = MethodProfile.OfficialCode }).Should().Be((ExampleOrder.Shuffled, true, true));
        Settings(new() { Profile = MethodProfile.OfficialCode, Order = ExampleOrder.Bucketed, EqualMicroBatches = false, ExactWarmup = false })
            .Should().Be((ExampleOrder.Bucketed, false, false));
        static (ExampleOrder, bool, bool) Settings(TrainingOptions o) => (o.OrderUsed, o.WeighsMicroBatchesEqually, o.WarmsUpExactly);
    }


    private static int[] Lengths(int count)
    {
        var random = new RandomStream(5);
        return [.. Enumerable.Range(0, count).Select(_ => 20 + random.Next(161))];
    }

    private static HashSet<(int, int)> Pairs(IEnumerable<int[]> batches) =>
        [.. batches.SelectMany(b => b.SelectMany(i => b.Where(j => i < j).Select(j => (i, j))))];
}
