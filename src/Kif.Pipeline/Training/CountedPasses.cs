namespace Kif;

/// <summary>
/// The extra passes of strategies: without dropout, counted in the run's cost, with a random stream of their own. No forward pass has more examples than one of
/// the training; a loss over more of them is accumulated.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="encoder">Encodes the examples.</param>
/// <param name="cost">Counts the examples.</param>
/// <param name="random">Draws labels.</param>
/// <param name="limit">The maximum number of examples per forward pass; null for no limit.</param>
/// <param name="cancellation">Stops between two forward passes.</param>
internal sealed class CountedPasses(
    ILanguageModel model, IExampleEncoder encoder, RunCost cost, RandomStream random, int? limit = null, CancellationToken cancellation = default)
    : IExtraPasses
{
    private bool interrupted;

    /// <summary>Called before every forward pass; null for none.</summary>
    public Action? BeforePass { get; init; }

    /// <summary>Whether passes were stopped; what their hook does then, also what it throws, is void.</summary>
    public bool Interrupted => interrupted;

    public IExampleEncoder Encoder => encoder;

    public Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction)
    {
        Tensor total = model.Space.Zeros(model.Device);
        // As in training, an example without a label (a truncated one) adds nothing.
        EncodedExample[] labeled = [.. examples.Select(encoder.Encode).Where(e => e.LabelCount > 0)];
        EncodedExample[][] groups = [.. labeled.Chunk(reduction == GradientReduction.BatchMean ? Math.Max(1, labeled.Length) : 1)];
        foreach (EncodedExample[] group in groups)
        {
            using var scope = torch.NewDisposeScope();
            Tensor gradient = Gradient(group, weights, loss);
            total.add_(reduction switch
            {
                GradientReduction.MeanSquare => gradient.pow_(2),
                GradientReduction.MeanAbsolute => gradient.abs_(),
                _ => gradient,
            });
        }
        return total.div_(Math.Max(1, groups.Length));
    }

    public Tensor Logits(IReadOnlyList<Example> examples, Tensor weights) => Forward(examples, weights).Logits;

    public ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights) => Forward([.. examples.Select(encoder.Encode)], weights);

    public ForwardResult Forward(IReadOnlyList<EncodedExample> examples, Tensor weights)
    {
        using var off = torch.no_grad();
        // An example without a label has no row of logits; a forward pass needs one with.
        EncodedExample[] all = [.. examples], labeled = [.. all.Where(e => e.LabelCount > 0)];
        ForwardResult[] parts = [.. Passes(labeled.Length > 0 ? labeled : all).Select(p => Pass(p, weights))];
        if (parts.Length == 1) return parts[0];
        double tokens = parts.Sum(p => p.Targets.shape[0]);
        return new(parts.Select(p => p.Loss * (p.Targets.shape[0] / tokens)).Aggregate((a, b) => a + b), torch.cat([.. parts.Select(p => p.Logits)]),
            torch.cat([.. parts.Select(p => p.Targets)]));
    }

    public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens) =>
        [.. Passes([.. examples.Select(encoder.Encode)]).SelectMany(part =>
        {
            Count(part.Length);
            return part.Length == 0 ? [] : model.Generate(part, weights, maxNewTokens);
        }).Select(ids => encoder.Decode(ids))];

    public IReadOnlyDictionary<string, Tensor> InputMoments(IReadOnlyList<Example> examples, Tensor weights, bool padding = false)
    {
        using var off = torch.no_grad();
        EncodedExample[] all = [.. examples.Select(encoder.Encode)], labeled = [.. all.Where(e => e.LabelCount > 0)];
        using var sums = new InputSums(padding);
        foreach (EncodedExample[] part in Passes(labeled.Length > 0 ? labeled : all))
        {
            using var scope = torch.NewDisposeScope();
            Pass(part, weights, new() { Inputs = sums });
            sums.EndPass();
        }
        return sums.Means();
    }

    public IReadOnlyList<int[]> Generate(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random) =>
        PromptAnswers.Of(model, prompts, weights, maxNewTokens, temperature, random, limit, Count);

    /// <summary>Stops a hook that went on after its passes had stopped: what it computed lacks them.</summary>
    /// <exception cref="OperationCanceledException">Passes were stopped.</exception>
    public void ThrowIfInterrupted()
    {
        if (interrupted) throw new OperationCanceledException(cancellation);
    }

    /// <summary>Computes the gradient of a group's loss, accumulated over its forward passes: token means by their target tokens, sums by examples.</summary>
    private Tensor Gradient(EncodedExample[] group, Tensor weights, GradientTarget loss)
    {
        bool summed = loss is GradientTarget.LogLikelihood or GradientTarget.SampledLogLikelihood;
        double whole = summed ? group.Length : group.Sum(e => e.LabelCount);
        Tensor? total = null;
        foreach (EncodedExample[] part in Passes(group))
        {
            Tensor leaf = weights.detach().requires_grad_();
            Tensor value = Value(Pass(part, leaf), loss);
            double share = (summed ? 1 : part.Sum(e => e.LabelCount)) / whole;
            Tensor gradient = torch.autograd.grad([share == 1 ? value : value * share], [leaf])[0];
            total = total is null ? gradient : total.add_(gradient);
            cost.ExtraBackward += part.Length;
        }
        return total!;
    }

    /// <summary>Splits examples into those of each forward pass; none at all are one empty pass.</summary>
    private EncodedExample[][] Passes(EncodedExample[] examples) => examples.Length == 0 ? [examples] : [.. examples.Chunk(limit ?? examples.Length)];

    private ForwardResult Pass(EncodedExample[] examples, Tensor weights, ForwardOptions options = default)
    {
        Count(examples.Length);
        using TokenBatch batch = model.Collate(examples);
        return model.Forward(batch, weights, options);
    }

    /// <summary>Counts the examples of the next pass, unless the run is stopped.</summary>
    private void Count(int examples)
    {
        interrupted |= cancellation.IsCancellationRequested;
        ThrowIfInterrupted();
        BeforePass?.Invoke();
        cost.ExtraForward += examples;
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
