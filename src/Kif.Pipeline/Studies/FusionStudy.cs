namespace Kif;

/// <summary>
/// The experiment on fusion: does it keep both tasks? Two tasks are trained in turn with KIF-LoRA; after the second, every fuser of the catalog gets the
/// same two sets of weights and the same scores of rank units, and its fused weights answer both test sets. With two tasks this equals one run per fuser.
/// It runs once on planted tasks with different informative places and once on the embedded stream.
/// </summary>
internal static class FusionStudy
{
    private const string Planted = "planted tasks", Embedded = "embedded stream";

    public static IReadOnlyList<FuserResult> Run(StudyComponents parts, StudySettings settings, CancellationToken cancellation)
    {
        bool small = settings.Size == StudySize.Small;
        IReadOnlyDictionary<string, IKnowledgeFuser> fusers = parts.All<IKnowledgeFuser>();
        using StudyRun embedded = StudyRun.Embedded(small ? 240 : 640, small ? 60 : 100, epochs: 3);
        return
        [
            .. Over(Planted, parts, fusers, settings.Seeds, seed => StudyRun.Planted(PlantedTask.Pair(seed), settings.Size, seed), cancellation),
            .. Over(Embedded, parts, fusers, settings.Seeds, _ => embedded, cancellation),
        ];
    }

    private static IEnumerable<FuserResult> Over(
        string tasks, StudyComponents parts, IReadOnlyDictionary<string, IKnowledgeFuser> fusers, IEnumerable<long> seeds, Func<long, StudyRun> runOf,
        CancellationToken cancellation)
    {
        var found = fusers.Keys.ToDictionary(name => name, _ => (First: new List<double>(), Second: new List<double>()));
        foreach (long seed in seeds)
        {
            StudyRun run = runOf(seed);
            var evaluator = new Evaluator(run.Models.Encoder, new ExactMatch(), run.Evaluation);
            using var panel = new FuserPanel(fusers);
            using ContinualLearner learner = run.Learn(Composed(parts, panel), seed, cancellation);
            foreach ((string name, Tensor weights) in panel.Fused)
            {
                found[name].First.Add(evaluator.Evaluate(learner.Model, weights, run.Tasks[0], cancellation).Score);
                found[name].Second.Add(evaluator.Evaluate(learner.Model, weights, run.Tasks[1], cancellation).Score);
            }
        }
        return found.Select(f => new FuserResult(tasks, f.Key, f.Value.First, f.Value.Second));
    }

    /// <summary>Composes KIF-LoRA with the panel instead of its fuser.</summary>
    internal static StrategyComposition Composed(StudyComponents parts, FuserPanel panel)
    {
        var options = new KifLoraOptions();
        var kif = new KifStrategy(parts.One<ISkillUnitDecomposer>(options.Decompose.Use), parts.One<IImportanceEstimator>(options.Estimate.Use), panel,
            options);
        return new([new("kif", kif), new("orthogonality", new OrthogonalFactors(new() { Lambda = options.Orthogonality }))]);
    }
}

/// <summary>A fuser that applies any number of fusers to the same two sets of weights; training continues with the current weights.</summary>
/// <param name="fusers">The fusers by name.</param>
internal sealed class FuserPanel(IReadOnlyDictionary<string, IKnowledgeFuser> fusers) : IKnowledgeFuser, IDisposable
{
    /// <summary>The fused weights by fuser, available after the second task.</summary>
    public Dictionary<string, Tensor> Fused { get; } = [];

    public bool NeedsElementScores => fusers.Values.Any(f => f.NeedsElementScores);

    public bool NeedsInitialWeights => fusers.Values.Any(f => f.NeedsInitialWeights);

    public Fusion Fuse(in FusionInput input)
    {
        using var scope = torch.NewDisposeScope();
        Dispose();
        foreach ((string name, IKnowledgeFuser fuser) in fusers)
        {
            Fusion fusion = fuser.Fuse(input);
            Tensor weights = fusion.Weights
                ?? torch.lerp(input.PreviousWeights, input.CurrentWeights, input.Units.Spread([.. fusion.Coefficients], 1, input.CurrentWeights.device));
            Fused[name] = weights.clone().DetachFromDisposeScope();
        }
        return new([.. Enumerable.Repeat(1.0, input.Units.Count)]);
    }

    public void Dispose()
    {
        foreach (Tensor weights in Fused.Values) weights.Dispose();
        Fused.Clear();
    }
}
