namespace Kif.Pipeline.Training;

/// <summary>The progress of a task's training: everything that a pause between two steps must save besides the strategy's state.</summary>
/// <param name="model">The model in training.</param>
/// <param name="weights">Its weights; borrowed, changed in place.</param>
/// <param name="options">The training options.</param>
/// <param name="random">The task's random streams.</param>
internal sealed class TaskProgress(ILanguageModel model, Tensor weights, TrainingOptions options, StepRandom random) : IStateful, IDisposable
{
    private readonly SortedDictionary<string, AdamW> named = new(StringComparer.Ordinal);
    private List<WaitingPhase> waiting = [];
    private Dictionary<string, FusionExplanation>? explanations;
    // A second handle to the weights: a reader disposes what it replaces, and they are only borrowed.
    private Tensor? now = weights.alias().DetachFromDisposeScope();
    private int step, phases, skips;

    public Tensor Weights => weights;

    public StepRandom Random => random;

    public AdamW Optimizer { get; } = new(model.Space, model.Device, options);

    /// <summary>Finished steps of the task, without phases.</summary>
    public int Step { get => step; set => step = value; }

    /// <summary>Whether the loop stopped between two steps, in a consistent state; any other exception comes from within a step.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Consecutive skipped steps.</summary>
    public int Skips { get => skips; set => skips = value; }

    /// <summary>The decisions of the parts at the end of the task; null while it trains.</summary>
    public Dictionary<string, FusionExplanation>? Explanations => explanations;

    /// <summary>The phase that is next or in training, or null.</summary>
    public WaitingPhase? Next => waiting.Count == 0 ? null : waiting[0];

    /// <summary>The phase in training, or null.</summary>
    public PhaseProgress? Phase { get; private set; }

    /// <summary>Stops here if cancellation is requested.</summary>
    /// <exception cref="OperationCanceledException">Cancellation is requested.</exception>
    public void StopIf(CancellationToken cancellation)
    {
        Stopped = cancellation.IsCancellationRequested;
        cancellation.ThrowIfCancellationRequested();
    }

    public void Wait(IEnumerable<WaitingPhase> phases) => waiting.AddRange(phases);

    public void Close(Dictionary<string, FusionExplanation> decided) => explanations = decided;

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

    public AdamW OptimizerOf(WaitingPhase phase) => phase.Phase.Optimizer switch
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
        state.Value("step", ref step);
        state.Value("phases", ref phases);
        state.Value("skips", ref skips);
        state.Value("explanations", ref explanations);
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
        foreach (AdamW optimizer in named.Values) optimizer.Dispose();
        foreach (WaitingPhase phase in waiting) phase.Phase.UpdateMask?.Dispose();
        Phase?.Dispose();
        now?.Dispose();
    }

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

    private PhaseProgress NewPhase(WaitingPhase phase, int number, Tensor? before) =>
        new(before, random.Phase(phase.Phase.Name, number), phase.Phase.Optimizer == PhaseOptimizer.Fresh ? new(model.Space, model.Device, options) : null);

    private AdamW Named(string name)
    {
        if (!named.TryGetValue(name, out AdamW? optimizer)) named[name] = optimizer = new(model.Space, model.Device, options);
        return optimizer;
    }
}
