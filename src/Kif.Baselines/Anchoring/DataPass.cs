namespace Kif.Baselines;

/// <summary>One pass over a task's examples with its final weights, without dropout.</summary>
/// <param name="Grouping">Of what a gradient is taken.</param>
/// <param name="Batch">Examples per batch where gradients are of batches.</param>
/// <param name="MaxExamples">Most examples that are passed over, drawn without replacement; null for all.</param>
internal readonly record struct DataPass(GradientGrouping Grouping, int Batch, int? MaxExamples)
{
    /// <summary>The mean of squared gradients (spec 10.6), [entries].</summary>
    public Tensor MeanSquare(in TaskKept task, ProbeLoss loss) => Mean(task, loss, GradientReduction.MeanSquare, gradient => gradient.square());

    /// <summary>The mean of gradients' absolute values (spec 4, MAS), [entries].</summary>
    public Tensor MeanAbsolute(in TaskKept task, ProbeLoss loss) => Mean(task, loss, GradientReduction.MeanAbsolute, gradient => gradient.abs());

    private Tensor Mean(in TaskKept task, ProbeLoss loss, GradientReduction each, Func<Tensor, Tensor> ofBatch)
    {
        IReadOnlyList<Example> examples = Chosen(task.Train, task.Random);
        if (Grouping == GradientGrouping.PerExample) return task.Probe.Gradients(examples, task.Weights, loss, each);
        Tensor sum = torch.zeros_like(task.Weights);
        int batches = 0;
        foreach (Example[] batch in examples.Chunk(Batch))
        {
            using var scope = torch.NewDisposeScope();
            sum.add_(ofBatch(task.Probe.Gradients(batch, task.Weights, loss, GradientReduction.BatchMean)));
            batches++;
        }
        return sum.div_(Math.Max(1, batches));
    }

    /// <summary>All of them in their order where they are few enough; only a choice draws random numbers.</summary>
    private IReadOnlyList<Example> Chosen(IReadOnlyList<Example> train, RandomStream random) =>
        MaxExamples is { } most && most < train.Count ? [.. random.Permutation(train.Count).Take(most).Order().Select(i => train[i])] : train;
}
