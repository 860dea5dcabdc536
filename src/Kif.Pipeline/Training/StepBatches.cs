namespace Kif;

/// <summary>The examples of each optimizer step of a task or phase.</summary>
/// <param name="Set">The examples that the indices refer to.</param>
/// <param name="Count">Number of steps.</param>
/// <param name="Steps">Indices per step.</param>
internal sealed record StepBatches(EncodedExamples Set, int Count, IEnumerable<int[]> Steps)
{
    /// <summary>Makes the batches of a task's training, with memory mixed in as planned.</summary>
    /// <param name="train">The task's own examples.</param>
    /// <param name="context">The run and the task.</param>
    /// <param name="random">Draws the order.</param>
    /// <param name="stop">Called while examples are encoded; throws where the task is to stop. Null for none.</param>
    public static StepBatches Of(IReadOnlyList<Example> train, TrainingContext context, RandomStream random, Action? stop = null)
    {
        (TrainingOptions options, IReadOnlyList<ReplayExample> memory, ReplayMode mix) = (context.Options, context.Memory, context.Plan.Memory);
        bool mixes = mix != ReplayMode.None && memory.Count > 0;
        EncodedExamples set = mixes
            ? new([.. train, .. memory.Select(m => m.Example)], context, [.. train.Select(_ => (string?)null), .. memory.Select(m => m.Task)], stop)
            : new(train, context, stop: stop);
        if (options.RecordedOrder is { } recorded)
            return Epochs(set, options.Epochs, options.BatchSize, options.OrderUsed, random)
                with { Steps = recorded.SelectMany(e => e.Chunk(options.BatchSize)) };
        return mixes && mix == ReplayMode.Balanced
            ? Balanced(set, train.Count, memory, options.Epochs, options.BatchSize, options.OrderUsed, random)
            : Epochs(set, options.Epochs, options.BatchSize, options.OrderUsed, random);
    }

    /// <summary>Makes the batches of a number of epochs over a set.</summary>
    public static StepBatches Epochs(EncodedExamples set, int epochs, int batchSize, ExampleOrder order, RandomStream random) =>
        new(set, epochs * BatchSampler.Count(set.Examples.Count, batchSize), Enumerable.Range(0, epochs)
        .SelectMany(_ => BatchSampler.Epoch(set.SortedFor(order), set.Groups, batchSize, order, random)));

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
        int[] lengths = [.. set.SortedFor(order).Take(current)];
        return new(set, epochs * BatchSampler.Count(current, batchSize), Enumerable.Range(0, epochs)
            .SelectMany(_ => BatchSampler.Epoch(lengths, [], batchSize, order, random))
            .Select(batch => batch.Concat(MemorySampling.BalancedOverTasks(memory, batch.Length, random).Select(m => place[m.Id])).ToArray()));
    }
}

/// <summary>Examples with their token ids, encoded once.</summary>
internal sealed class EncodedExamples
{
    /// <summary>Examples between two looks at whether to stop: a few milliseconds.</summary>
    private const int Between = 64;

    private readonly Lazy<IReadOnlyList<int>> sorted;

    /// <param name="examples">The examples.</param>
    /// <param name="context">Model, encoder and options.</param>
    /// <param name="groups">The group of each example, of which batches have a random share; null for one group.</param>
    /// <param name="stop">Called every few examples; throws where the task is to stop. Null for none.</param>
    public EncodedExamples(IReadOnlyList<Example> examples, TrainingContext context, IReadOnlyList<string?>? groups = null, Action? stop = null)
    {
        (Examples, Groups) = (examples, groups ?? []);
        var encoded = new EncodedExample[examples.Count];
        for (int i = 0; i < encoded.Length; i++)
        {
            if (i % Between == Between - 1) stop?.Invoke();
            encoded[i] = context.Encoder.Encode(examples[i]);
        }
        Encoded = encoded;
        Lengths = [.. Encoded.Select(e => e.Source.Length + e.Target.Length)];
        sorted = new(() => context.Options.BucketsWholeRows || RowsHoldTargets(context.Model) ? Lengths : [.. Encoded.Select(e => e.Source.Length)]);
    }

    public IReadOnlyList<Example> Examples { get; }

    public IReadOnlyList<EncodedExample> Encoded { get; }

    /// <summary>Number of tokens of each example.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>The length by which buckets sort each example.</summary>
    public IReadOnlyList<int> Sorted => sorted.Value;

    /// <summary>Returns the lengths that an order sorts by; any where it does not sort.</summary>
    public IReadOnlyList<int> SortedFor(ExampleOrder order) => order == ExampleOrder.Bucketed ? Sorted : Lengths;

    /// <summary>The group of each example: null for the task's own, or the task of a memory; empty if all are of one group.</summary>
    public IReadOnlyList<string?> Groups { get; }

    /// <summary>
    /// Whether the model's input has source and target in one row. Where targets are rows of their own, sorting by both would sort by targets wherever prompts
    /// are of similar length.
    /// </summary>
    private bool RowsHoldTargets(ILanguageModel model)
    {
        if (Encoded.FirstOrDefault(e => e.Target.Length > 0) is not { } example) return false;
        using TokenBatch batch = model.Collate([example]);
        return batch.InputIds.shape[1] > example.Source.Length;
    }
}
