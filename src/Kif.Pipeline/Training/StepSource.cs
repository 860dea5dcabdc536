namespace Kif.Pipeline.Training;

/// <summary>The examples of each optimizer step of a task or phase.</summary>
/// <param name="Set">The examples that the indices refer to.</param>
/// <param name="Count">Number of steps.</param>
/// <param name="Steps">Indices per step.</param>
internal sealed record StepSource(ExampleSet Set, int Count, IEnumerable<int[]> Steps)
{
    /// <summary>Makes the batches of a task's training, with memory mixed in as planned.</summary>
    public static StepSource Of(
        IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, MemoryMix mix, TrainingOptions options, IExampleEncoder encoder, RandomStream random)
    {
        bool mixes = mix != MemoryMix.None && memory.Count > 0;
        var set = new ExampleSet(mixes ? [.. train, .. memory.Select(m => m.Example)] : train, encoder);
        return mixes && mix == MemoryMix.Balanced
            ? Balanced(set, train.Count, memory, options.Epochs, options.BatchSize, options.Order, random)
            : Epochs(set, options.Epochs, options.BatchSize, options.Order, random);
    }

    /// <summary>Makes the batches of a number of epochs over a set.</summary>
    public static StepSource Epochs(ExampleSet set, int epochs, int batchSize, DataOrder order, RandomStream random) =>
        new(set, epochs * BatchOrder.Count(set.Examples.Count, batchSize), Enumerable.Range(0, epochs).SelectMany(_ => BatchOrder.Epoch(set.Lengths, batchSize, order, random)));

    /// <summary>Draws batches with replacement.</summary>
    public static StepSource Draws(ExampleSet set, int count, int batchSize, RandomStream random) =>
        new(set, count, Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, batchSize).Select(_ => random.Next(set.Examples.Count)).ToArray()));

    /// <summary>
    /// Makes the batches of epochs over the first <paramref name="current"/> examples of a set; each step adds as many of the rest, drawn evenly over past
    /// tasks.
    /// </summary>
    public static StepSource Balanced(ExampleSet set, int current, IReadOnlyList<Remembered> memory, int epochs, int batchSize, DataOrder order, RandomStream random)
    {
        Dictionary<long, int> place = memory.Select((m, i) => (m.Id, i)).ToDictionary(p => p.Id, p => current + p.i);
        int[] lengths = [.. set.Lengths.Take(current)];
        return new(set, epochs * BatchOrder.Count(current, batchSize), Enumerable.Range(0, epochs).SelectMany(_ => BatchOrder.Epoch(lengths, batchSize, order, random))
            .Select(batch => batch.Concat(MemorySampling.BalancedOverTasks(memory, batch.Length, random).Select(m => place[m.Id])).ToArray()));
    }
}
