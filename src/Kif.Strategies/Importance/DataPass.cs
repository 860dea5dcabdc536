namespace Kif.Strategies;

/// <summary>A pass over a finished task's examples, through the counted probe.</summary>
internal static class DataPass
{
    /// <summary>Mean of squared or absolute gradients, of single examples or of batches (spec 4).</summary>
    public static Tensor Gradients(in TaskCompleted task, ProbeLoss loss, GradientReduction reduction, int batch, int most)
    {
        IReadOnlyList<Example> train = task.Train;
        IReadOnlyList<Example> chosen = train.Count <= most ? train : [.. task.Random.Permutation(train.Count).Take(most).Order().Select(i => train[i])];
        if (batch == 1) return task.Probe.Gradients(chosen, task.Weights, loss, reduction);
        Tensor? total = null;
        int batches = 0;
        foreach (Example[] some in chosen.Chunk(batch))
        {
            using Tensor mean = task.Probe.Gradients(some, task.Weights, loss, GradientReduction.BatchMean);
            Tensor each = reduction == GradientReduction.MeanSquare ? mean.square() : mean.abs();
            total = total is null ? each : total.add_(each);
            batches++;
        }
        return total?.div_(batches) ?? torch.zeros_like(task.Weights);
    }
}
