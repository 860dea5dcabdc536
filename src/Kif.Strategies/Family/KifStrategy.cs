using System.Security.Cryptography;
using System.Text;

namespace Kif.Strategies;

/// <summary>
/// Knowledge identification and fusion: nothing but a decomposer, an estimator and a fuser put together (spec 8). Between tasks it keeps one number per skill
/// unit, however many tasks there are. The first task is kept as trained; from the second on, the weights trained are fused with those started from.
/// </summary>
/// <param name="decomposer">Model to units.</param>
/// <param name="estimator">Steps to importance.</param>
/// <param name="fuser">Importance and two sets of weights to one.</param>
/// <param name="options">Aggregation and accumulation.</param>
public sealed class KifStrategy(ISkillUnitDecomposer decomposer, IImportanceEstimator estimator, IKnowledgeFuser fuser, KifFamilyOptions options) : ContinualStrategy
{
    private SkillUnits? units;
    private IImportanceTracker? tracker;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.KeptWeights);

    /// <summary>The tracker of the task in training, or null between tasks.</summary>
    public IImportanceTracker? Tracker => tracker;

    /// <summary>The units of the space attached last.</summary>
    /// <exception cref="InvalidOperationException">No space is attached yet.</exception>
    public SkillUnits Units => units ?? throw new InvalidOperationException("no space is attached yet");

    /// <summary>The accumulated scores of all tasks so far; null before the first task ended.</summary>
    public UnitScores? Accumulated { get; private set; }

    /// <inheritdoc/>
    public override void Attach(in SpaceAttached space) => units = decomposer.Decompose(space.Space);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task)
    {
        tracker?.Visit(new StateDisposal());
        tracker = estimator.Track(new TrackingStarted(Units.Space, task.Weights.device, task.Random));
        return new TaskPlan { NeedsPath = estimator.NeedsPath };
    }

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        if (step.Position.Phase is null) tracker!.Observe(step);
        return GradientOutcome.Unchanged;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepCompleted step)
    {
        if (step.Position.Phase is null) tracker!.Observe(step);
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        using Tensor entries = tracker!.Score(task);
        UnitScores scores = Units.Reduce(entries, options.Aggregation);
        tracker.Visit(new StateDisposal());
        tracker = null;
        double[] p = ScoreMath.Normalize(scores.Values);
        if (Accumulated is not { } old)
        {
            Accumulated = scores;
            return new TaskOutcome(Explanation: new(task.Task, scores.Units, p, [], []));
        }
        UnitScores before = old.InOrderOf(scores.Units);
        double[] q = ScoreMath.Normalize(before.Values);
        Fusion fusion = fuser.Fuse(new FusionInput(Units, scores, before, task.Start, task.Weights));
        Accumulated = new UnitScores(scores.Units, ScoreMath.Accumulate(p, q, options.Accumulation));
        return new TaskOutcome(fusion.Weights ?? Interpolate(task.Start, task.Weights, fusion.Coefficients), Explanation: new(task.Task, scores.Units, p, q, fusion.Coefficients));
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        // The units themselves follow from the space; a hash of their names suffices to refuse scores of others.
        string? units = Accumulated is null ? null : KeyOf(Accumulated.Units);
        double[]? scores = Accumulated?.Values.ToArray(), before = scores;
        state.Value("units", ref units);
        state.Value("accumulated", ref scores);
        if (!ReferenceEquals(scores, before)) Accumulated = scores is null ? null : Restored(units, scores);
        if (tracker is not null) state.Child("tracker", tracker);
    }

    private UnitScores Restored(string? key, double[] scores)
    {
        string[] names = [.. Units.Units.Select(u => u.Name)];
        return key == KeyOf(names) ? new UnitScores(names, scores) : throw new InvalidDataException("the saved scores belong to other skill units than this model has");
    }

    private static string KeyOf(IEnumerable<string> names) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))))[..16];

    /// <summary>prev + c·(cur − prev) per unit, exact at 0 and 1 (spec 6.3).</summary>
    private Tensor Interpolate(Tensor previous, Tensor current, IReadOnlyList<double> coefficients)
    {
        using Tensor c = Units.Spread([.. coefficients], options.OutsideUnits, current.device);
        return torch.lerp(previous, current, c);
    }
}
