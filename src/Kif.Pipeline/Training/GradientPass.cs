namespace Kif.Pipeline.Training;

/// <summary>The forward and backward passes over the micro-batches of a step, with the terms that parts add.</summary>
internal sealed class GradientPass(ILanguageModel model, IExampleEncoder encoder, TrainingOptions options, RunCost cost, IReadOnlyList<StrategyPart> parts)
{
    /// <summary>Computes the gradients of one step; null if none of its examples has a label.</summary>
    public StepGradients? Run(
        StepPosition position, ExampleSet set, int[] step, Tensor weights, bool needsPath, bool needsOutputs, IReadOnlyList<Remembered> memory, StepRandom random)
    {
        int[][] micro = [.. step.Chunk(options.MicroBatchSize ?? step.Length)];
        long[] tokens = [.. micro.Select(m => m.Sum(i => (long)set.Encoded[i].Target.Count(t => t != EncodedExample.Ignored)))];
        long all = tokens.Sum();
        if (all == 0) return null;
        Tensor leaf = weights.detach().requires_grad_();
        Tensor? total = null;
        double loss = 0;
        var terms = new SortedDictionary<string, double>(StringComparer.Ordinal);
        using OutputSums? outputs = needsOutputs ? new() : null;
        for (int m = 0; m < micro.Length; m++)
        {
            if (tokens[m] == 0) continue;
            double share = options.Accumulation == AccumulationWeighting.Equal ? 1.0 / micro.Length : (double)tokens[m] / all;
            using TokenBatch batch = model.Collate([.. micro[m].Select(i => set.Encoded[i])]);
            ForwardResult pass = model.Forward(batch, leaf, new ForwardOptions(random.Dropout, outputs));
            Tensor objective = pass.Loss;
            loss += share * pass.Loss.ToDouble();
            Example[] examples = [.. micro[m].Select(i => set.Examples[i])];
            foreach (StrategyPart part in parts)
            {
                var more = new ExtraForward(model, encoder, cost, random.ExtraDropout, leaf, batch, micro[m].Length);
                if (part.Strategy.Loss(new ForwardCompleted(position, examples, pass, more, memory, random.Part(part))) is not { } term) continue;
                terms[part.Name] = terms.GetValueOrDefault(part.Name) + share * term.ToDouble();
                objective = objective + term;
            }
            Tensor gradient = torch.autograd.grad([share == 1 ? objective : objective * share], [leaf])[0];
            total = total is null ? gradient : total.add_(gradient);
            cost.Examples += micro[m].Length;
            cost.Tokens += micro[m].Sum(i => (long)set.Lengths[i]);
        }
        Tensor? path = needsPath ? total!.clone() : null;
        foreach (StrategyPart part in parts)
        {
            if (part.Strategy.Penalty(new StepEnding(position, model.Space, leaf)) is not { } penalty) continue;
            terms[part.Name] = terms.GetValueOrDefault(part.Name) + penalty.ToDouble();
            total!.add_(torch.autograd.grad([penalty], [leaf])[0]);
        }
        return new(total!, path, loss, terms, outputs?.Copy() ?? new Dictionary<string, Tensor>());
    }
}
