namespace Kif;

/// <summary>The progress of a task's training: everything that a pause between two steps must save besides the strategy's state.</summary>
/// <param name="model">The model in training.</param>
/// <param name="weights">Its weights; borrowed, changed in place.</param>
/// <param name="options">The training options.</param>
/// <param name="random">The task's random streams.</param>
/// <param name="trained">What is moved; owned.</param>
internal sealed class TaskProgress(ILanguageModel model, Tensor weights, TrainingOptions options, StepRandom random, TrainedVector trained)
    : IStateful, IDisposable
{
    private readonly SortedDictionary<string, AdamW> named = new(StringComparer.Ordinal);
    private List<PendingPhase> waiting = [];
    private Dictionary<string, FusionExplanation>? explanations;
    private Dictionary<string, string[]> warnings = [];
    private Dictionary<string, int> nonFinite = [];
    // A second handle to the weights: a reader disposes what it replaces, and they are only borrowed.
    private Tensor? now = weights.alias().DetachFromDisposeScope();
    private int step, phases, skips;

    public Tensor Weights => weights;

    public StepRandom Random => random;

    public TrainedVector Trained => trained;

    public AdamW Optimizer { get; } = new(trained.Space, model.Device, options, trained.IsWeights);

    /// <summary>Finished steps of the task, without phases.</summary>
    public int Step { get => step; set => step = value; }

    /// <summary>Whether the loop stopped between two steps, in a consistent state; any other exception comes from within a step.</summary>
    public bool Stopped { get; set; }

    /// <summary>Consecutive skipped steps.</summary>
    public int Skips { get => skips; set => skips = value; }

    /// <summary>The decisions of the parts at the end of the task; null while it trains.</summary>
    public Dictionary<string, FusionExplanation>? Explanations => explanations;

    /// <summary>The warnings of the parts at the end of the task.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Warnings => warnings.Keys.Union(nonFinite.Keys)
        .ToDictionary(part => part, part => (IReadOnlyList<string>)[.. warnings.GetValueOrDefault(part, []), .. NonFinite(part)]);

    /// <summary>The phase that is next or in training, or null.</summary>
    public PendingPhase? Next => waiting.Count == 0 ? null : waiting[0];

    /// <summary>The phase in training, or null.</summary>
    public PhaseProgress? Phase { get; private set; }

    /// <summary>Stops here if cancellation is requested.</summary>
    /// <exception cref="OperationCanceledException">Cancellation is requested.</exception>
    public void StopIf(CancellationToken cancellation)
    {
        Stopped = cancellation.IsCancellationRequested;
        cancellation.ThrowIfCancellationRequested();
    }

    public void Enqueue(IEnumerable<PendingPhase> phases) => waiting.AddRange(phases);

    public void EndMainTraining(Dictionary<string, FusionExplanation> decided, Dictionary<string, string[]> told) => (explanations, warnings) = (decided, told);

    /// <summary>Counts the parts whose terms of a step's loss are not finite; their gradients may be all the same.</summary>
    public void CountNonFinite(IReadOnlyDictionary<string, double> terms)
    {
        foreach ((string part, double term) in terms)
            if (!double.IsFinite(term)) nonFinite[part] = nonFinite.GetValueOrDefault(part) + 1;
    }

    /// <summary>Begins or resumes the next phase.</summary>
    public PhaseProgress BeginPhase()
    {
        Phase ??= NewPhase(waiting[0], phases, weights.clone().DetachFromDisposeScope());
        return Phase;
    }

    public void EndPhase()
    {
        Phase?.Dispose();
        Phase = null;
        waiting[0].Phase.UpdateMask?.Dispose();
        waiting.RemoveAt(0);
        phases++;
    }

    public AdamW OptimizerOf(PendingPhase phase) => phase.Phase.Optimizer switch
    {
        PhaseOptimizer.Shared => Optimizer,
        PhaseOptimizer.Named => Named($"{phase.Owner}/{phase.Phase.Name}"),
        _ => Phase!.Fresh!,
    };

    public void Visit(IStateVisitor state)
    {
        Tensor? before = now;
        state.Vector("weights", ref now);
        if (now is not null && !ReferenceEquals(now, before))
        {
            weights.copy_(now);
            now.Dispose();
            now = weights.alias().DetachFromDisposeScope();
        }
        state.Child("trained", trained);
        state.Value("step", ref step);
        state.Value("phases", ref phases);
        state.Value("skips", ref skips);
        state.Value("explanations", ref explanations);
        state.Value("warnings", ref warnings);
        state.Value("nonfinite", ref nonFinite);
        state.Child("random", random);
        state.Child("optimizer", Optimizer);
        string[] names = [.. named.Keys];
        state.Value("named", ref names);
        foreach (string name in names) state.Child("named/" + name, Named(name));
        Waiting(state);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        trained.Dispose();
        foreach (AdamW optimizer in named.Values) optimizer.Dispose();
        foreach (PendingPhase phase in waiting) phase.Phase.UpdateMask?.Dispose();
        Phase?.Dispose();
        now?.Dispose();
    }

    private IEnumerable<string> NonFinite(string part) => nonFinite.TryGetValue(part, out int steps)
        ? [$"'{DisplayText.Of(part)}' added a term that is not a finite number to the loss of {(steps == 1 ? "a step" : $"{steps} steps")}"] : [];

    private void Waiting(IStateVisitor state)
    {
        state.Value("waiting", ref waiting);
        for (int i = 0; i < waiting.Count; i++)
        {
            Tensor? mask = waiting[i].Phase.UpdateMask;
            state.Vector($"masks/{i}", ref mask);
            waiting[i] = waiting[i] with { Phase = waiting[i].Phase with { UpdateMask = mask } };
        }
        bool running = Phase is not null;
        state.Value("running", ref running);
        if (!running) return;
        Phase ??= NewPhase(waiting[0], phases, null);
        state.Child("phase", Phase);
    }

    private PhaseProgress NewPhase(PendingPhase phase, int number, Tensor? before) =>
        new(before, random.Phase(phase.Phase.Name, number),
            phase.Phase.Optimizer == PhaseOptimizer.Fresh ? new(trained.Space, model.Device, options, trained.IsWeights) : null);

    private AdamW Named(string name)
    {
        if (!named.TryGetValue(name, out AdamW? optimizer)) named[name] = optimizer = new(trained.Space, model.Device, options, trained.IsWeights);
        return optimizer;
    }
}

/// <summary>The progress of the phase in training.</summary>
/// <param name="before">The weights when it began; owned.</param>
/// <param name="random">Its random streams.</param>
/// <param name="fresh">Its own optimizer, or null; owned.</param>
internal sealed class PhaseProgress(Tensor? before, StepRandom random, AdamW? fresh) : IStateful, IDisposable
{
    private Tensor? before = before;
    private int step;

    public Tensor Before => before!;

    public StepRandom Random => random;

    public AdamW? Fresh => fresh;

    public int Step { get => step; set => step = value; }

    public void Visit(IStateVisitor state)
    {
        state.Vector("before", ref before);
        state.Value("step", ref step);
        state.Child("random", random);
        if (fresh is not null) state.Child("optimizer", fresh);
    }

    public void Dispose()
    {
        before?.Dispose();
        fresh?.Dispose();
    }
}

/// <summary>A phase that a part has requested and that is not finished.</summary>
/// <param name="Owner">Name of the part that requested it.</param>
/// <param name="Rate">The task's learning rate at the time of the request.</param>
/// <param name="Phase">The requested phase, with its own copy of the mask.</param>
internal sealed record PendingPhase(string Owner, double Rate, TrainingPhase Phase)
{
    /// <summary>Makes a pending phase; none if the phase has no examples.</summary>
    /// <exception cref="CompositionException">The part has not declared phases.</exception>
    public static IEnumerable<PendingPhase> Of(StrategyPart owner, TrainingPhase phase, double rate)
    {
        DeclaredEffects.Check(owner, StrategyEffects.Phases, true, $"asks for the phase '{phase.Name}'");
        return phase.Examples.Count == 0 ? [] : [new(owner.Name, rate, phase with { UpdateMask = phase.UpdateMask?.clone().DetachFromDisposeScope() })];
    }
}

/// <summary>The random streams of one task or phase, each under a name of its own, so that no consumer affects another's draws.</summary>
internal sealed class StepRandom(RandomStream root, IReadOnlyList<StrategyPart> parts) : IStateful
{
    private readonly Dictionary<string, RandomStream> ofParts = parts.ToDictionary(p => p.Name, p => root.Derive("part/" + p.Name));

    /// <summary>The stream of the data order, from its beginning; when a task resumes, the steps already done are drawn again.</summary>
    public RandomStream Data => root.Derive("data");

    public RandomStream Dropout { get; } = root.Derive("dropout");

    public RandomStream ExtraDropout { get; } = root.Derive("extra-dropout");

    public RandomStream Passes { get; } = root.Derive("probe");

    public RandomStream Memory { get; } = root.Derive("memory");

    public RandomStream Part(StrategyPart part) => ofParts[part.Name];

    public StepRandom Phase(string name, int number) => new(root.Derive($"phase/{name}/{number}"), parts);

    public void Visit(IStateVisitor state)
    {
        state.Child("dropout", Dropout);
        state.Child("extra-dropout", ExtraDropout);
        state.Child("probe", Passes);
        foreach (StrategyPart part in parts) state.Child("part/" + part.Name, Part(part));
    }
}
