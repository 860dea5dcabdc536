namespace Kif;

/// <summary>The forward and backward passes over the micro-batches of a step, with the terms that parts add.</summary>
internal sealed class GradientPass(TrainingContext context)
{
    /// <summary>Computes the gradients of one step; null if none of its examples has a label.</summary>
    public StepGradients? Run(StepPosition position, EncodedExamples set, int[] step, Tensor weights, StepRandom random)
    {
        (ILanguageModel model, TrainingOptions options, RunCost cost) = (context.Model, context.Options, context.Cost);
        int[][] micro = [.. step.Chunk(options.MicroBatchSize ?? step.Length)];
        long[] tokens = [.. micro.Select(m => m.Sum(i => (long)set.Encoded[i].LabelCount))];
        long all = tokens.Sum();
        if (all == 0) return null;
        Tensor leaf = weights.detach().requires_grad_();
        Tensor? total = null;
        double loss = 0;
        var terms = new SortedDictionary<string, double>(StringComparer.Ordinal);
        using OutputSums? outputs = context.Plan.NeedsOutputs ? new() : null;
        for (int m = 0; m < micro.Length; m++)
        {
            if (tokens[m] == 0) continue;
            double share = options.WeighsMicroBatchesEqually ? 1.0 / micro.Length : (double)tokens[m] / all;
            using TokenBatch batch = model.Collate([.. micro[m].Select(i => set.Encoded[i])]);
            ForwardResult pass = model.Forward(batch, leaf, new ForwardOptions(random.Dropout, outputs) { DetachesFrozen = context.Plan.DetachesFrozen });
            Tensor objective = pass.Loss;
            loss += share * pass.Loss.ToDouble();
            Example[] examples = [.. micro[m].Select(i => set.Examples[i])];
            var forwards = new List<CountedForward>();
            foreach (StrategyPart part in context.Parts)
            {
                forwards.Add(new(context, random.ExtraDropout, leaf, batch, micro[m].Length));
                LossInput input = new()
                {
                    Position = position, Examples = examples, Result = pass, Memory = context.Memory, Random = random.Part(part),
                    More = forwards[^1],
                };
                context.Hooks.Enter(part, nameof(ContinualStrategy.Loss), position);
                if (HookResult.Alive(part, nameof(ContinualStrategy.Loss), context.Hooks.Left(part.Strategy.Loss(input))) is not { } term) continue;
                terms[part.Name] = terms.GetValueOrDefault(part.Name) + share * term.ToDouble();
                objective = objective + term;
            }
            Tensor gradient = Backward(share == 1 ? objective : objective * share, leaf, forwards);
            total = total is null ? gradient : total.add_(gradient);
            cost.Examples += micro[m].Length;
            cost.Tokens += micro[m].Sum(i => (long)set.Lengths[i]);
        }
        Tensor? path = context.Plan.NeedsPath ? total!.clone() : null;
        foreach (StrategyPart part in context.Parts)
        {
            context.Hooks.Enter(part, nameof(ContinualStrategy.Penalty), position);
            Tensor? given = context.Hooks.Left(part.Strategy.Penalty(new PenaltyInput { Position = position, Space = model.Space, Weights = leaf }));
            if (HookResult.Alive(part, nameof(ContinualStrategy.Penalty), given) is not { } penalty) continue;
            terms[part.Name] = terms.GetValueOrDefault(part.Name) + penalty.ToDouble();
            total!.add_(torch.autograd.grad([penalty], [leaf])[0]);
        }
        return new(total!, path, loss, terms, outputs?.Copy() ?? new Dictionary<string, Tensor>());
    }

    /// <summary>Computes the gradient of a loss, also through additional passes that are held back.</summary>
    private static Tensor Backward(Tensor loss, Tensor weights, IReadOnlyList<CountedForward> forwards)
    {
        Tensor[] waiting = [.. forwards.SelectMany(f => f.Waiting)];
        if (waiting.Length == 0) return torch.autograd.grad([loss], [weights])[0];
        IList<Tensor> gradients = torch.autograd.grad([loss], [weights, .. waiting], allow_unused: true);
        Tensor total = gradients[0];
        int first = 1;
        foreach (CountedForward forward in forwards)
        {
            int count = forward.Waiting.Count();
            if (forward.Backward(gradients.Skip(first).Take(count).Select(g => g is null || g.IsInvalid ? null : g)) is { } more) total = total + more;
            first += count;
        }
        return total;
    }
}

/// <summary>The outcome of one step's forward and backward passes; the tensors belong to the step's dispose scope.</summary>
/// <param name="Gradients">Flat gradients, penalties included.</param>
/// <param name="TaskGradients">Flat gradients of the task loss and batch terms alone, when wanted.</param>
/// <param name="Loss">Mean cross entropy.</param>
/// <param name="Terms">The terms that parts added, by name.</param>
/// <param name="Outputs">Summed absolute outputs, when wanted.</param>
internal sealed record StepGradients(
    Tensor Gradients, Tensor? TaskGradients, double Loss, IReadOnlyDictionary<string, double> Terms, IReadOnlyDictionary<string, Tensor> Outputs);

/// <summary>The sums of the absolute outputs of each trainable map over all micro-batches of a step; they outlive the scopes of the passes.</summary>
internal sealed class OutputSums : IOutputObserver, IDisposable
{
    private readonly Dictionary<string, Tensor> sums = [];

    public void Observe(string parameter, Tensor output)
    {
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        // Half precision is summed in float32: a sum of thousands of rows overflows its range.
        ScalarType wide = output.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : output.dtype;
        Tensor sum = output.detach().abs().flatten(0, -2).sum(0L, type: wide);
        if (sums.TryGetValue(parameter, out Tensor? before)) before.add_(sum);
        else sums[parameter] = sum.DetachFromDisposeScope();
    }

    /// <summary>Returns the sums so far, [outputs] each, copied into the caller's scope.</summary>
    public IReadOnlyDictionary<string, Tensor> Copy() => sums.ToDictionary(s => s.Key, s => s.Value.clone());

    public void Dispose()
    {
        foreach (Tensor sum in sums.Values) sum.Dispose();
    }
}
