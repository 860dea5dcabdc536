using Kif.Pipeline.Events;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Learning;

/// <summary>
/// Learns one task after another with one strategy: the lifecycle of the contracts around the one training loop. Owns its model, weights and composition.
/// Not safe to share between threads.
/// </summary>
public sealed class ContinualLearner : IDisposable
{
    private readonly IExampleEncoder encoder;
    private readonly StrategyComposition composition;
    private readonly TrainingOptions options;
    private readonly RandomStream random;
    private readonly Action<RunEvent> publish;
    private readonly Tensor weights, initial;
    private Tensor current, start;
    private readonly List<AdapterGrowth> growths = [];
    private int learned;

    /// <summary>Draws the initial weights and attaches the strategy.</summary>
    /// <param name="model">The model; owned from now on.</param>
    /// <param name="encoder">Texts to token ids.</param>
    /// <param name="composition">The strategy; owned from now on.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="random">The run's root stream.</param>
    /// <param name="publish">Hears every event, on the learner's thread; null for nobody.</param>
    /// <exception cref="CompositionException">The strategy does not fit the model.</exception>
    public ContinualLearner(
        ILanguageModel model, IExampleEncoder encoder, StrategyComposition composition, TrainingOptions options, RandomStream random, Action<RunEvent>? publish = null)
    {
        (Model, this.encoder, this.composition, this.options, this.random, this.publish) = (model, encoder, composition, options, random, publish ?? (_ => { }));
        weights = model.InitialWeights(random.Derive("init")).DetachFromDisposeScope();
        (initial, current, start) = (weights.clone().DetachFromDisposeScope(), weights, weights);
        Attach();
    }

    /// <summary>The model as it is now; growth of its adapter replaces it.</summary>
    public ILanguageModel Model { get; private set; }

    /// <summary>The weights kept after the last task; borrowed, changed by the next task.</summary>
    public Tensor Weights => current;

    /// <summary>What was computed so far.</summary>
    public RunCost Cost { get; } = new();

    /// <summary>Number of tasks learnt so far.</summary>
    public int TasksLearned => learned;

    /// <summary>How the adapter grew, oldest first.</summary>
    internal IReadOnlyList<AdapterGrowth> Growths => growths;

    /// <summary>The strategy.</summary>
    internal StrategyComposition Composition => composition;

    /// <summary>Bytes that are kept between tasks beside the base and the weights in training: the strategy's state, and what growth of the adapter keeps.</summary>
    public long StateBytes => StateSize.Of(composition) + Model.GrownBytes;

    /// <summary>The weights that answer for a task, borrowed; null where the strategy has none for it.</summary>
    public Tensor? WeightsFor(string task) => composition.TaskAtTest is { } part ? part.Strategy.WeightsFor(task) : current;

    /// <summary>Learns one task.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="train">Its training examples.</param>
    /// <param name="cancellation">Stops at the next step; the learner can't be used further then.</param>
    /// <exception cref="ArgumentException">There is no example; nothing was changed.</exception>
    /// <exception cref="TrainingInterruptedException">Too many gradients in a row were not finite.</exception>
    public void Learn(string task, IReadOnlyList<Example> train, CancellationToken cancellation = default)
    {
        if (train.Count == 0) throw new ArgumentException($"task '{task}' has no training examples", nameof(train));
        int index = learned;
        var streams = new StepRandom(random.Derive($"task/{index}"));
        IReadOnlyList<Remembered> memory = composition.Buffer?.Contents ?? [];
        MergedPlan plan = Begin(task, index, train.Count, memory, streams);
        StepSource source = StepSource.Of(train, memory, plan.Memory, options, encoder, streams.Data);
        Cost.TaskExamples += (long)options.Epochs * train.Count;
        publish(new TaskStarted(task, index, source.Count));
        using Tensor from = current.clone().DetachFromDisposeScope();
        start = from;
        using var optimizer = new AdamW(Model.Space, Model.Device, options);
        var loop = new StepLoop(Model, encoder, options, Cost, composition.Parts, plan, task, index, memory, publish, cancellation);
        loop.Train(current, source, optimizer, streams);
        Dictionary<string, FusionExplanation> explanations = End(task, index, train, memory, streams, loop, optimizer);
        loop.Release();
        plan.UpdateMask?.Dispose();
        Kept(task, index, train, streams);
        learned++;
        publish(new TaskLearned(task, index, StateBytes, explanations));
    }

    /// <summary>Writes everything that learning goes on from after a task: weights, frozen adapters, the strategy's state and what was computed.</summary>
    /// <param name="path">The folder; made where it is missing, files of an earlier save are replaced.</param>
    public void Save(string path) => LearnerFolder.Write(this, path);

    /// <summary>
    /// Goes on from a folder that <see cref="Save"/> wrote, as if this learner had learnt those tasks: with the same model, strategy, options and seed the
    /// next tasks come out bit for bit the same.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file is missing, or was saved by another model or strategy; the message says which.</exception>
    /// <exception cref="InvalidOperationException">This learner has learnt a task already.</exception>
    public void Resume(string path)
    {
        if (learned > 0) throw new InvalidOperationException($"this learner has learnt {learned} tasks already; a new one goes on from a folder");
        LearnerFolder.Read(this, path);
    }

    /// <summary>Takes up the adapters that grew in an earlier run.</summary>
    internal void Regrow(IReadOnlyList<AdapterGrowth> saved, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded)
    {
        ILanguageModel next = Model.Regrow(saved, frozen, folded);
        growths.AddRange(saved);
        Replace(next, "init");
    }

    /// <summary>Puts back what a finished task left.</summary>
    internal void GoOn(int tasks, Tensor kept)
    {
        current.copy_(kept);
        learned = tasks;
    }

    /// <summary>Greedy answers of the kept weights.</summary>
    /// <param name="examples">Only the inputs are read.</param>
    /// <param name="under">The weights to answer with, a vector of the model's space.</param>
    /// <param name="maxNewTokens">Most tokens per answer.</param>
    public IReadOnlyList<string> Answer(IReadOnlyList<Example> examples, Tensor under, int maxNewTokens) =>
        [.. Model.Generate([.. examples.Select(encoder.Encode)], under, maxNewTokens).Select(ids => encoder.Decode(ids))];

    /// <summary>Frees weights, state and models.</summary>
    public void Dispose()
    {
        composition.Dispose();
        if (!ReferenceEquals(current, weights)) current.Dispose();
        weights.Dispose();
        initial.Dispose();
        Model.Dispose();
    }

    private void Attach()
    {
        foreach (StrategyPart part in composition.Parts) part.Strategy.Attach(new SpaceAttached(Model.Space, Model.Frozen));
    }

    private MergedPlan Begin(string task, int index, int count, IReadOnlyList<Remembered> memory, StepRandom streams)
    {
        var plans = new List<(StrategyPart, TaskPlan)>();
        foreach (StrategyPart part in composition.Parts)
            plans.Add((part, part.Strategy.BeginTask(new TaskStarting(task, index, count, current, initial, memory, streams.Part(part)))));
        MergedPlan plan = MergedPlan.Of(plans) is var merged && merged.UpdateMask is { } mask ? merged with { UpdateMask = mask.clone().DetachFromDisposeScope() } : merged;
        if (plan.Grow is { } how)
        {
            growths.Add(how);
            Replace(Model.Grow(current, how), $"init/{index}");
        }
        if (plan.Start == TrainingStart.Initial) current.copy_(initial);
        return plan;
    }

    private void Replace(ILanguageModel next, string stream)
    {
        Model.Dispose();
        Model = next;
        if (!ReferenceEquals(current, weights)) current.Dispose();
        current = next.InitialWeights(random.Derive(stream)).DetachFromDisposeScope();
        Attach();
    }

    private Dictionary<string, FusionExplanation> End(
        string task, int index, IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, StepRandom streams, StepLoop loop, AdamW optimizer)
    {
        using var scope = torch.NewDisposeScope();
        var explanations = new Dictionary<string, FusionExplanation>();
        var closing = new List<(StrategyPart, TrainingPhase)>();
        var probe = new CountedProbe(Model, encoder, Cost, streams.Probe);
        foreach (StrategyPart part in composition.Parts)
        {
            TaskOutcome outcome = part.Strategy.EndTask(new TaskCompleted(task, index, start, current, train, memory, probe, streams.Part(part)));
            Declared.Check(part, StrategyEffects.KeptWeights, outcome.Weights is not null, "decides the kept weights");
            if (outcome.Weights is { } kept)
            {
                Model.Space.Check(kept);
                current.copy_(kept);
            }
            if (outcome.Explanation is { } explanation) explanations[part.Name] = explanation;
            closing.AddRange((outcome.Closing ?? []).Select(phase => (part, phase)));
        }
        foreach ((StrategyPart part, TrainingPhase phase) in closing) loop.Phase(current, part, phase, optimizer, streams, options.LearningRate);
        return explanations;
    }

    private void Kept(string task, int index, IReadOnlyList<Example> train, StepRandom streams)
    {
        using var scope = torch.NewDisposeScope();
        var probe = new CountedProbe(Model, encoder, Cost, streams.Probe);
        composition.Buffer?.Remember(new MemoryOffered(task, index, train, current, new CountedProbe(Model, encoder, Cost, streams.Memory.Derive("probe")), streams.Memory));
        IReadOnlyList<Remembered> memory = composition.Buffer?.Contents ?? [];
        foreach (StrategyPart part in composition.Parts)
            part.Strategy.Kept(new TaskKept(task, index, current, train, memory, probe, streams.Part(part)));
    }
}
