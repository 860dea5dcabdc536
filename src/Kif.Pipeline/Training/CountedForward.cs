namespace Kif;

/// <summary>
/// The additional forward passes for a loss term, with dropout masks of their own. More examples than a forward pass may have go through one after another
/// without a graph; after the backward pass of the loss, <see cref="Backward"/> repeats each with its masks and brings the logits' gradients to the weights. So
/// the result is that of one pass, and only one pass is held in memory.
/// </summary>
/// <param name="context">The run and the task.</param>
/// <param name="dropout">The stream of the masks.</param>
/// <param name="weights">The weights in training, differentiable.</param>
/// <param name="current">The current micro-batch.</param>
/// <param name="currentExamples">Its number of examples.</param>
internal sealed class CountedForward(TrainingContext context, RandomStream dropout, Tensor weights, TokenBatch current, int currentExamples) : IForward
{
    private readonly List<(Tensor Logits, (EncodedExample[] Examples, RandomStream Dropout, long Rows)[] Parts)> waiting = [];

    /// <summary>The logits whose gradients are brought to the weights by <see cref="Backward"/>.</summary>
    public IEnumerable<Tensor> Waiting => waiting.Select(w => w.Logits);

    public IExampleEncoder Encoder => context.Encoder;

    public ForwardResult Forward(IReadOnlyList<Example> examples) => Forward([.. examples.Select(context.Encoder.Encode)]);

    public ForwardResult Forward(IReadOnlyList<EncodedExample> examples)
    {
        EncodedExample[] all = [.. examples];
        context.Cost.ExtraBackward += all.Length;
        if (all.Length <= context.Options.LargestPass) return Pass(all, dropout);
        // An example without a label has no row of logits; a forward pass needs one with.
        EncodedExample[] labeled = [.. all.Where(e => e.LabelCount > 0)];
        return Parts(labeled.Length > 0 ? labeled : all);
    }

    public Tensor LogitsUnder(Tensor other)
    {
        context.Cost.ExtraForward += currentExamples;
        using var off = torch.no_grad();
        return context.Model.Forward(current, other).Logits;
    }

    public Tensor LogitsUnder(IReadOnlyList<EncodedExample> examples, Tensor? other)
    {
        using var off = torch.no_grad();
        // An example without a label has no row of logits; a forward pass needs one with.
        EncodedExample[][] parts = [.. examples.Where(e => e.LabelCount > 0).Chunk(context.Options.LargestPass)];
        if (parts.Length == 0) throw new ArgumentException("examples without labels have no logits", nameof(examples));
        return torch.cat([.. parts.Select(part =>
        {
            context.Cost.ExtraForward += part.Length;
            using TokenBatch batch = context.Model.Collate(part);
            return context.Model.Forward(batch, other ?? weights.detach()).Logits;
        })]);
    }

    public IReadOnlyList<int[]> Generate(
        IReadOnlyList<EncodedExample> prompts, Tensor? other, int maxNewTokens, double temperature, RandomStream random)
    {
        using var off = torch.no_grad();
        return PromptAnswers.Of(context.Model, prompts, other ?? weights.detach(), maxNewTokens, temperature, random, context.Options.LargestPass,
            count => context.Cost.ExtraForward += count);
    }

    /// <summary>Computes the gradient of the weights through the waiting logits.</summary>
    /// <param name="gradients">The gradients of <see cref="Waiting"/> in order; null where the loss does not depend on them.</param>
    public Tensor? Backward(IEnumerable<Tensor?> gradients)
    {
        Tensor? total = null;
        foreach (((_, (EncodedExample[] Examples, RandomStream Dropout, long Rows)[] parts), Tensor? gradient) in waiting.Zip(gradients))
        {
            if (gradient is null) continue;
            long row = 0;
            foreach ((EncodedExample[] examples, RandomStream masks, long rows) in parts)
            {
                Tensor logits = Pass(examples, masks).Logits, own = torch.autograd.grad([logits], [weights], [gradient.narrow(0, row, rows)])[0];
                total = total is null ? own : total.add_(own);
                row += rows;
            }
        }
        return total;
    }

    private ForwardResult Parts(EncodedExample[] examples)
    {
        var parts = new List<(EncodedExample[] Examples, RandomStream Dropout, long Rows)>();
        var results = new List<ForwardResult>();
        using (torch.no_grad())
            foreach (EncodedExample[] part in examples.Chunk(context.Options.LargestPass))
            {
                RandomStream masks = dropout.Copy();
                results.Add(Pass(part, dropout));
                parts.Add((part, masks, results[^1].Logits.shape[0]));
            }
        Tensor logits = torch.cat([.. results.Select(r => r.Logits)]).requires_grad_(), targets = torch.cat([.. results.Select(r => r.Targets)]);
        waiting.Add((logits, [.. parts]));
        return new(torch.nn.functional.cross_entropy(logits, targets), logits, targets);
    }

    private ForwardResult Pass(EncodedExample[] examples, RandomStream masks)
    {
        context.Cost.ExtraForward += examples.Length;
        using TokenBatch batch = context.Model.Collate(examples);
        return context.Model.Forward(batch, weights, new ForwardOptions(masks) { DetachesFrozen = context.Plan.DetachesFrozen });
    }
}
