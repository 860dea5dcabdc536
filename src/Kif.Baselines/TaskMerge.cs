using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of merging the tasks' own weights.</summary>
internal sealed class TaskMergeOptions
{
    /// <summary>The way: the weighted sum, TIES, DARE with either, or the sum of the largest elements. Default: TIES.</summary>
    public MergeWay By { get; set; } = MergeWay.Ties;

    /// <summary>
    /// The weight of each task's change, the same for all. Default: null, by the way: 1 where signs are elected, which takes means, and elsewhere 1/k of k
    /// tasks.
    /// </summary>
    [Range(0.0, 10.0)]
    [SearchRange(0.2, 1.2)]
    public double? Weight { get; set; }

    /// <summary>The share of a change's elements that is kept. Default: null, by the way: 0.2, the largest; of those drawn at random 0.1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    [SearchRange(0.1, 0.9)]
    public double? Density { get; set; }

    /// <summary>What elects a sign: the sum of the values, or their number. Default: the sum.</summary>
    public SignElection Elect { get; set; }

    /// <summary>
    /// Whether each factor of an adapter is merged by itself and as it is, each with the root of the weight, as PEFT merges adapters, rather than the changes
    /// of all trained weights since before the first task. Default: null, by profile: no; official code yes.
    /// </summary>
    public bool? Factors { get; set; }

    /// <summary>The weights that each task trains: an adapter, or all weights. Default: an adapter.</summary>
    public TrainedWeights Trains { get; set; } = TrainedWeights.Adapter;

    /// <summary>
    /// The variant: the papers merge changes of weights, the library that merges adapters their factors (algorithms.md 10.22). Default: Recommended, like the
    /// papers.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool OfFactors => Factors ?? Profile == MethodProfile.OfficialCode;

    internal VectorMerge Way => new(By, Density ?? (By is MergeWay.DareLinear or MergeWay.DareTies ? 0.1 : 0.2), Elect);
}

/// <summary>
/// Merging of tasks that are learned apart: each from the weights before the first task, whatever was learned since; after each task the model answers with
/// all changes merged into one (algorithms.md 10.22).
/// </summary>
/// <param name="options">Way, weight and density.</param>
internal sealed class TaskMergeStrategy(TaskMergeOptions options) : ContinualStrategy
{
    private readonly VectorMerge way = options.Way;
    private ParameterSpace? space;
    private Tensor?[] changes = [];

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.FinalWeights);

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached)
    {
        space = attached.Space;
        if (options.OfFactors && space.Parameters.FirstOrDefault(p => p.Role is not (ParameterRole.LoraA or ParameterRole.LoraB)) is { } other)
            throw new CompositionException($"merge.factors is true, which merges LoRA factors alone, and '{other.Name}' is none; allowed: false");
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => new() { FromInitialWeights = true };

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        // A task starts from the weights before the first one.
        Tensor change = options.OfFactors ? task.Weights : task.Weights - task.Start;
        RandomStream random = task.Random;
        Tensor? kept = null;
        Keep(ref kept, Pieces(change, piece => way.Prune(piece, random)));
        changes = [.. changes, kept];
        return new(options.OfFactors ? Merged() : task.Start + Merged());
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        int count = changes.Length;
        state.Value("count", ref count);
        Array.Resize(ref changes, count);
        for (int i = 0; i < count; i++) state.Vector($"changes.{i}", ref changes[i]);
    }

    private Tensor Merged()
    {
        double weight = options.Weight ?? (way.Elects ? 1 : 1.0 / changes.Length), each = options.OfFactors ? Math.Sqrt(weight) : weight;
        return way.Merge([.. changes.Select(c => c!)], [.. changes.Select(_ => each)]);
    }

    /// <summary>Thins out the whole vector, or each factor by itself.</summary>
    private Tensor Pieces(Tensor vector, Func<Tensor, Tensor> thin) =>
        options.OfFactors ? torch.cat([.. space!.Split(vector).Select(piece => thin(piece.flatten()))]) : thin(vector);
}
