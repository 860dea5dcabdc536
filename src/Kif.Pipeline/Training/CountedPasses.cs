namespace Kif;

/// <summary>The extra passes of strategies: without dropout, counted in the run's cost, with a random stream of their own.</summary>
internal sealed class CountedPasses(ILanguageModel model, IExampleEncoder encoder, RunCost cost, RandomStream random) : IExtraPasses
{
    public Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction)
    {
        Tensor total = model.Space.Zeros(model.Device);
        // As in training, an example without a label (a truncated one) adds nothing.
        EncodedExample[] labeled = [.. examples.Select(encoder.Encode).Where(e => e.Target.Any(t => t != EncodedExample.IgnoreIndex))];
        EncodedExample[][] groups = [.. labeled.Chunk(reduction == GradientReduction.BatchMean ? Math.Max(1, labeled.Length) : 1)];
        foreach (EncodedExample[] group in groups)
        {
            using var scope = torch.NewDisposeScope();
            Tensor leaf = weights.detach().requires_grad_();
            Tensor gradient = torch.autograd.grad([Value(Pass(group, leaf), loss)], [leaf])[0];
            total.add_(reduction switch
            {
                GradientReduction.MeanSquare => gradient.pow_(2),
                GradientReduction.MeanAbsolute => gradient.abs_(),
                _ => gradient,
            });
            cost.ExtraBackward += group.Length;
        }
        return total.div_(Math.Max(1, groups.Length));
    }

    public Tensor Logits(IReadOnlyList<Example> examples, Tensor weights) => Forward(examples, weights).Logits;

    public ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights)
    {
        using var off = torch.no_grad();
        return Pass([.. examples.Select(encoder.Encode)], weights);
    }

    public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens)
    {
        cost.ExtraForward += examples.Count;
        return [.. model.Generate([.. examples.Select(encoder.Encode)], weights, maxNewTokens).Select(ids => encoder.Decode(ids))];
    }

    private ForwardResult Pass(IReadOnlyList<EncodedExample> examples, Tensor weights)
    {
        cost.ExtraForward += examples.Count;
        using TokenBatch batch = model.Collate(examples);
        return model.Forward(batch, weights);
    }

    private Tensor Value(ForwardResult pass, GradientTarget loss) => loss switch
    {
        GradientTarget.LogLikelihood => pass.Loss * pass.Targets.shape[0],
        GradientTarget.SquaredLogits => pass.Logits.pow(2).sum(1L).mean(),
        GradientTarget.SampledLabels => torch.nn.functional.cross_entropy(pass.Logits, Sample(pass.Logits.detach())),
        GradientTarget.SampledLogLikelihood => torch.nn.functional.cross_entropy(pass.Logits, Sample(pass.Logits.detach()), reduction: torch.nn.Reduction.Sum),
        _ => pass.Loss,
    };

    /// <summary>Draws one label per row from the softmax of its logits, by inversion of a uniform draw.</summary>
    private Tensor Sample(Tensor logits)
    {
        double[] draws = [.. Enumerable.Range(0, (int)logits.shape[0]).Select(_ => random.NextDouble())];
        Tensor below = torch.softmax(logits.to_type(ScalarType.Float64), 1).cumsum(1).lt(torch.tensor(draws, device: logits.device).unsqueeze(1));
        return below.sum(1L).clamp(0, logits.shape[1] - 1);
    }
}

/// <summary>The additional forward passes for a loss term, with dropout masks of their own.</summary>
internal sealed class CountedForward(TrainingContext context, RandomStream dropout, Tensor weights, TokenBatch current, int currentExamples) : IForward
{
    public ForwardResult Forward(IReadOnlyList<Example> examples)
    {
        context.Cost.ExtraForward += examples.Count;
        context.Cost.ExtraBackward += examples.Count;
        using TokenBatch batch = context.Model.Collate([.. examples.Select(context.Encoder.Encode)]);
        return context.Model.Forward(batch, weights, new ForwardOptions(dropout));
    }

    public Tensor LogitsUnder(Tensor other)
    {
        context.Cost.ExtraForward += currentExamples;
        using var off = torch.no_grad();
        return context.Model.Forward(current, other).Logits;
    }
}
