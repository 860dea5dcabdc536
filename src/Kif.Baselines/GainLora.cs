namespace Kif;

/// <summary>
/// The gates of GainLoRA: every adapter has one, learned by gradient, that opens for its own task's prompts and stays nearly closed for those of earlier tasks.
/// Its network starts from the previous task's, its key outside what earlier tasks' prompts gave, and its steps lose what would change the answer to them
/// (algorithms.md 10.18). It needs a part that starts a new adapter with every task.
/// </summary>
/// <param name="options">Width, thresholds and the variant.</param>
/// <param name="statistics">Where it leaves the moments of its passes for the part behind it; null for nobody.</param>
internal sealed class AdapterGating(GainLoraOptions options, SharedMoments? statistics = null) : ContinualStrategy
{
    private const string Key = "gate.key", In = "gate.in", Out = "gate.out";
    private readonly InputSubspaces prompts = new(options.Blocks), hidden = new(1);
    private ParameterSpace? space;
    private IReadOnlyList<FrozenAdapter> frozen = [];

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } =
        new(StrategyEffects.StepWeights) { Gates = new() { Hidden = options.Hidden, Length = options.Length } };

    /// <summary>The protected directions of e (<c>gate.in</c>) and z (<c>gate.key</c>).</summary>
    public InputSubspaces Prompts => prompts;

    /// <summary>The protected directions of the hidden layer (<c>gate.out</c>).</summary>
    public InputSubspaces Hidden => hidden;

    /// <summary>The gate's parameters by module, and the directions of what each multiplies.</summary>
    private IReadOnlyList<(string Map, InputSubspaces Input)> Read => [(In, prompts), (Key, prompts), (Out, hidden)];

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached)
    {
        (space, frozen) = (attached.Space, attached.Frozen);
        long width = Of(Key).Shape[1];
        if (width % options.Blocks != 0)
            throw new CompositionException($"gainlora.blocks is {options.Blocks}, which does not divide the {width} features of a prompt's embeddings");
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => new() { NeedsPath = task.Index > 0 };

    /// <inheritdoc/>
    public override Tensor? PrepareTask(in TaskPreparation task)
    {
        if (frozen.Count != task.Index)
            throw new CompositionException("gates of adapters need a part that starts a new adapter beside earlier ones with every task");
        Tensor start = task.Weights.clone();
        if (task.Index > 0)
            foreach (string map in new[] { In, Out })
                space!.View(start, Of(map)).copy_(frozen[^1].Space.View(frozen[^1].Weights, frozen[^1].Space[Of(map).Name]));
        IReadOnlyDictionary<string, Tensor> moments = task.Passes.InputMoments(task.Train, start, options.CountsPadding);
        Tensor key = space!.View(start, Of(Key));
        // Of the random key its length alone is left: a cosine does not see it, but a step's share of it does.
        key.copy_(prompts.Leading(Key, moments[Key], 1, AdapterDesign.Rounding(space.DType)) * key.norm());
        statistics?.Leave(moments);
        return start;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        if (step.Position.TaskIndex == 0 || step.PreviousWeights is not { } before) return StepOutcome.Continue;
        Tensor after = step.Weights.clone();
        foreach ((string map, InputSubspaces input) in Read)
        {
            Tensor rows = space!.View(after, Of(map)), kept = rows - input.Protected(map, rows - space.View(before, Of(map)));
            if (options.KeepsLengths)
            {
                Tensor lengths = kept.norm(1, true);
                kept = kept * rows.norm(1, true) / torch.where(lengths.eq(0), torch.ones_like(lengths), lengths);
            }
            rows.copy_(kept);
        }
        return new(after);
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        IReadOnlyDictionary<string, Tensor> moments = task.Passes.InputMoments(task.Train, task.Weights, options.CountsPadding);
        double threshold = options.GateThresholdOf(task.Index);
        foreach ((string map, InputSubspaces input) in Read) input.Update(map, moments[map], threshold);
        statistics?.Leave(moments);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Child("prompts", prompts);
        state.Child("hidden", hidden);
    }

    private ParameterInfo Of(string module) => space!.Parameters.First(p => p.Role == ParameterRole.Gate && p.Module.Path == module);
}

/// <summary>The moments that one part computed and the part behind it needs in the same hook, so that the examples are passed through once.</summary>
internal sealed class SharedMoments
{
    private IReadOnlyDictionary<string, Tensor>? last;

    /// <summary>Leaves moments for the next part, which are freed after the hook.</summary>
    public void Leave(IReadOnlyDictionary<string, Tensor> moments) => last = moments;

    /// <summary>Takes what was left; null if nothing was.</summary>
    public IReadOnlyDictionary<string, Tensor>? Take()
    {
        IReadOnlyDictionary<string, Tensor>? taken = last;
        last = null;
        return taken;
    }
}
