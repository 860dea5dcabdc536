namespace Kif;

/// <summary>
/// InfLoRA: every task gets a new adapter whose factors A are fixed before training, in directions of the task's inputs that earlier tasks left free; only the
/// factors B train, so old inputs pass a new adapter almost unchanged (algorithms.md 10.17).
/// </summary>
/// <param name="options">Thresholds, blocks and the variant.</param>
/// <param name="statistics">Where the part in front leaves moments that it computed; null for nowhere.</param>
internal sealed class InfLoraStrategy(InfLoraOptions options, SharedMoments? statistics = null) : ContinualStrategy
{
    private readonly InputSubspaces subspaces = new(options.Blocks);
    private ParameterSpace? space;
    private ParameterInfo[] factors = [];

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Adapter | StrategyEffects.Gradients);

    /// <summary>The protected directions.</summary>
    public InputSubspaces Subspaces => subspaces;

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached)
    {
        space = attached.Space;
        FactorPairs.Of(space, "subspaces of inputs");
        factors = [.. space.Parameters.Where(p => p.Role == ParameterRole.LoraA)];
        AdapterDesign.Check("inflora", options.Blocks, factors);
        if (options is { OfLanguageCode: true, Grow: AdapterGrowth.Merge })
            throw new CompositionException("inflora.profile is OfficialCode, which lets no gradient through earlier adapters, and inflora.grow is Merge, where "
                + "they are one with the base; allowed: inflora.grow=Stack, or the profiles Recommended and Paper");
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => new()
    {
        // An adapter that training starts from keeps its factors: the first task gets one of its own beside it.
        Grow = task.Index > 0 || HasTrained(task.Weights) ? options.Grow : null, DetachesFrozen = options.OfLanguageCode,
    };

    /// <inheritdoc/>
    public override Tensor? PrepareTask(in TaskPreparation task)
    {
        if (options.Draws)
            return task.Index == 0 ? null : AdapterDesign.With(task.Weights, space!, factors, Projected(task.Weights));
        IReadOnlyDictionary<string, Tensor> moments = Moments(task.Passes, task.Train, task.Weights);
        return AdapterDesign.With(task.Weights, space!, factors,
            AdapterDesign.Leading(subspaces, Inputs(moments), moments, AdapterDesign.Rounding(space!.DType)));
    }

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        Tensor trains = torch.ones_like(step.Gradients);
        foreach (ParameterInfo a in factors) space!.View(trains, a).zero_();
        return new(step.Gradients * trains, trains);
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task) => new() { Warnings = AdapterDesign.Warnings("inflora", space!, factors, task.Weights) };

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        IReadOnlyDictionary<string, Tensor> moments = Moments(task.Passes, task.Train, task.Weights);
        foreach (string input in Inputs(moments).Values.Distinct()) subspaces.Update(input, moments[input], options.ThresholdOf(task.Index));
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Child("subspaces", subspaces);

    private IReadOnlyDictionary<string, Tensor> Moments(IExtraPasses passes, IReadOnlyList<Example> train, Tensor weights) =>
        statistics?.Take() ?? passes.InputMoments(train, weights, options.CountsPadding);

    private Dictionary<string, string> Inputs(IReadOnlyDictionary<string, Tensor> moments) =>
        options.OfLanguageCode ? AdapterDesign.ByAttention(factors) : AdapterDesign.ByInput(factors, moments);

    private bool HasTrained(Tensor weights)
    {
        Tensor[] pieces = space!.Split(weights);
        return space.Parameters.Zip(pieces).Any(p => p.First.Role == ParameterRole.LoraB && p.Second.ne(0).any().ToBoolean());
    }

    /// <summary>Takes the protected directions out of random factors and gives their rows the length 1/√3, as the published code does.</summary>
    private Func<ParameterInfo, Tensor> Projected(Tensor weights)
    {
        Dictionary<string, string> inputs = AdapterDesign.ByAttention(factors);
        return a =>
        {
            Tensor rows = subspaces.Outside(inputs[a.Module.Path], space!.View(weights, space[a.Name]).to_type(ScalarType.Float64));
            Tensor lengths = rows.norm(1, true);
            return rows / torch.where(lengths.eq(0), torch.ones_like(lengths), lengths) / Math.Sqrt(3);
        };
    }
}
