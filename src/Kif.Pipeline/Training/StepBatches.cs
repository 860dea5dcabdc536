namespace Kif;

/// <summary>The examples of each optimizer step of a task or phase.</summary>
/// <param name="Set">The examples that the indices refer to.</param>
/// <param name="Count">Number of steps.</param>
/// <param name="Steps">Indices per step.</param>
internal sealed record StepBatches(EncodedExamples Set, int Count, IEnumerable<int[]> Steps)
{
    /// <summary>Makes the batches of a task's training, with memory mixed in as planned.</summary>
    public static StepBatches Of(
        IReadOnlyList<Example> train, IReadOnlyList<ReplayExample> memory, ReplayMode mix, TrainingOptions options, IExampleEncoder encoder,
        RandomStream random)
    {
        bool mixes = mix != ReplayMode.None && memory.Count > 0;
        EncodedExamples set = new EncodedExamples(mixes ? [.. train, .. memory.Select(m => m.Example)] : train, encoder);
        if (options.RecordedOrder is { } recorded)
            return Epochs(set, options.Epochs, options.BatchSize, options.Order, random) with { Steps = recorded.SelectMany(e => e.Chunk(options.BatchSize)) };
        return mixes && mix == ReplayMode.Balanced
            ? Balanced(set, train.Count, memory, options.Epochs, options.BatchSize, options.Order, random)
            : Epochs(set, options.Epochs, options.BatchSize, options.Order, random);
    }

    /// <summary>Makes the batches of a number of epochs over a set.</summary>
    public static StepBatches Epochs(EncodedExamples set, int epochs, int batchSize, ExampleOrder order, RandomStream random) =>
        new(set, epochs * BatchSampler.Count(set.Examples.Count, batchSize), Enumerable.Range(0, epochs)
        .SelectMany(_ => BatchSampler.Epoch(set.Lengths, batchSize, order, random)));

    /// <summary>Draws batches independently of each other; without replacement, a batch has no example twice.</summary>
    public static StepBatches Draws(EncodedExamples set, int count, int batchSize, bool replacement, RandomStream random)
    {
        int[] Batch(int examples) => replacement
            ? [.. Enumerable.Range(0, batchSize).Select(_ => random.Next(examples))] : [.. random.Permutation(examples).Take(batchSize)];
        return new(set, count, Enumerable.Range(0, count).Select(_ => Batch(set.Examples.Count)));
    }

    /// <summary>
    /// Makes the batches of epochs over the first <paramref name="current"/> examples of a set; each step adds as many of the rest, drawn evenly over past
    /// tasks.
    /// </summary>
    public static StepBatches Balanced(EncodedExamples set, int current, IReadOnlyList<ReplayExample> memory, int epochs, int batchSize, ExampleOrder order,
        RandomStream random)
    {
        Dictionary<long, int> place = memory.Select((m, i) => (m.Id, i)).ToDictionary(p => p.Id, p => current + p.i);
        int[] lengths = [.. set.Lengths.Take(current)];
        return new(set, epochs * BatchSampler.Count(current, batchSize), Enumerable.Range(0, epochs)
            .SelectMany(_ => BatchSampler.Epoch(lengths, batchSize, order, random))
            .Select(batch => batch.Concat(MemorySampling.BalancedOverTasks(memory, batch.Length, random).Select(m => place[m.Id])).ToArray()));
    }
}

/// <summary>The sampler of batches: splits an epoch into batches of example indices.</summary>
internal static class BatchSampler
{
    private const int Window = 50;

    /// <summary>Counts the batches of an epoch; the last may be smaller.</summary>
    public static int Count(int examples, int batchSize) => (examples + batchSize - 1) / batchSize;

    /// <summary>Returns the batches of one epoch; every index appears exactly once.</summary>
    /// <param name="lengths">The length of each example, by which bucketing sorts.</param>
    /// <param name="batchSize">Examples per batch.</param>
    /// <param name="order">Order of the examples.</param>
    /// <param name="random">The stream to draw from; not used if the order is as given.</param>
    public static IEnumerable<int[]> Epoch(IReadOnlyList<int> lengths, int batchSize, ExampleOrder order, RandomStream random)
    {
        int[] indices = order == ExampleOrder.AsGiven ? [.. Enumerable.Range(0, lengths.Count)] : random.Permutation(lengths.Count);
        if (order != ExampleOrder.Bucketed) return indices.Chunk(batchSize);
        return indices.Chunk(batchSize * Window).SelectMany(window =>
        {
            int[] sorted = [.. window.OrderBy(i => lengths[i])];
            int[][] batches = [.. sorted.Chunk(batchSize)];
            random.Shuffle<int[]>(batches);
            return batches;
        });
    }
}

/// <summary>Examples with their token ids, encoded once.</summary>
internal sealed class EncodedExamples
{
    public EncodedExamples(IReadOnlyList<Example> examples, IExampleEncoder encoder)
    {
        Examples = examples;
        Encoded = [.. examples.Select(encoder.Encode)];
        Lengths = [.. Encoded.Select(e => e.Source.Length + e.Target.Length)];
    }

    public IReadOnlyList<Example> Examples { get; }

    public IReadOnlyList<EncodedExample> Encoded { get; }

    public IReadOnlyList<int> Lengths { get; }
}
