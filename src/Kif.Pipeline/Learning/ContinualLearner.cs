using Kif.Pipeline.Events;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Learning;

/// <summary>
/// Learns one task after another with one strategy: the lifecycle of the contracts around the one training loop. Owns its model, weights and composition.
/// Not safe to share between threads.
/// </summary>
public sealed class ContinualLearner : IDisposable
{
    private readonly Tensor weights;
    private readonly List<AdapterGrowth> growths = [];
    private Tensor current;
    private Lesson? lesson;
    private (PausedTask Task, string Folder)? saved;
    private string? broken;
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
        (Model, Encoder, Composition, Options, Random, Publish) = (model, encoder, composition, options, random, publish ?? (_ => { }));
        weights = model.InitialWeights(random.Derive("init")).DetachFromDisposeScope();
        (Initial, current) = (weights.clone().DetachFromDisposeScope(), weights);
        Attach();
    }

    /// <summary>The model as it is now; growth of its adapter replaces it.</summary>
    public ILanguageModel Model { get; private set; }

    /// <summary>The weights kept after the last task, or, in the middle of one that was stopped, those in training; borrowed, changed by the next task.</summary>
    public Tensor Weights => current;

    /// <summary>What was computed so far.</summary>
    public RunCost Cost { get; } = new();

    /// <summary>Number of tasks learnt so far.</summary>
    public int TasksLearned => learned;

    /// <summary>The task in the middle of which learning was stopped: the next to be learnt, to its end. Null between tasks.</summary>
    public string? PausedTask => lesson?.Task ?? saved?.Task.Task;

    /// <summary>How the adapter grew, oldest first.</summary>
    internal IReadOnlyList<AdapterGrowth> Growths => growths;

    /// <summary>The strategy.</summary>
    internal StrategyComposition Composition { get; }

    internal IExampleEncoder Encoder { get; }

    internal TrainingOptions Options { get; }

    internal RandomStream Random { get; }

    internal Action<RunEvent> Publish { get; }

    internal Tensor Initial { get; }

    /// <summary>Bytes that are kept between tasks beside the base and the weights in training: the strategy's state, and what growth of the adapter keeps.</summary>
    public long StateBytes => StateSize.Of(Composition) + Model.GrownBytes;

    /// <summary>The weights that answer for a task, borrowed; null where the strategy has none for it.</summary>
    public Tensor? WeightsFor(string task) => Composition.TaskAtTest is { } part ? part.Strategy.WeightsFor(task) : current;

    /// <summary>Learns one task, or goes on with one that was stopped.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="train">Its training examples, at least one; for a task that was stopped the same ones as before.</param>
    /// <param name="cancellation">Stops between two steps. The learner then waits in the middle of the task: it can be saved, and learns the task to its end when asked again.</param>
    /// <param name="pausable">
    /// Whether it can go on after a stop, bit for bit. That keeps, for the time of the task, a copy of the weights and of the strategy's state as they were before it
    /// (and the model, where its adapter grows). Default: yes, if the token can be cancelled at all.
    /// </param>
    /// <exception cref="ArgumentException">There is no example; or the learner is in the middle of another task, or of this one with other examples.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    /// <exception cref="TrainingInterruptedException">Too many gradients in a row were not finite; the learner can't be used further.</exception>
    /// <exception cref="InvalidOperationException">An earlier task failed.</exception>
    public void Learn(string task, IReadOnlyList<Example> train, CancellationToken cancellation = default, bool pausable = true)
    {
        Usable();
        if (train.Count == 0) throw new ArgumentException($"task '{task}' has no training examples", nameof(train));
        (lesson?.Identity ?? saved?.Task)?.Check(task, train);
        broken = task;
        if (lesson is null) Begin(task, train, pausable && cancellation.CanBeCanceled);
        IReadOnlyDictionary<string, FusionExplanation> explanations;
        try
        {
            explanations = lesson!.Finish(cancellation);
        }
        catch (OperationCanceledException) when (lesson!.Paused)
        {
            broken = null;
            throw;
        }
        lesson.Dispose();
        (lesson, broken) = (null, null);
        Publish(new TaskLearned(task, learned++, StateBytes, explanations));
    }

    /// <summary>
    /// Writes everything that learning goes on from: weights, frozen adapters, the strategy's state and what was computed. In the middle of a task also how far it has
    /// come.
    /// </summary>
    /// <param name="path">The folder; made where it is missing. An earlier save in it stays whole until this one is, and is then replaced; other files are left alone.</param>
    /// <exception cref="InvalidOperationException">A task failed; or was resumed from a folder and has not gone on yet.</exception>
    public void Save(string path)
    {
        Usable();
        if (saved is { } waiting) throw new InvalidOperationException($"task '{waiting.Task.Task}' lies in '{waiting.Folder}' and has not gone on yet");
        if (lesson is not null)
        {
            lesson.Save(path);
            return;
        }
        using LearnerSnapshot now = LearnerSnapshot.Of(this);
        LearnerFolder.Write(now, path);
    }

    /// <summary>
    /// Goes on from a folder that <see cref="Save"/> wrote, as if this learner had learnt those tasks: with the same model, strategy, options and seed the
    /// next tasks come out bit for bit the same. Where it was saved in the middle of a task, <see cref="PausedTask"/> names it; it is learnt to its end from the
    /// folder, which must stay until then.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file is missing, or was saved by another model or strategy; the message says which.</exception>
    /// <exception cref="InvalidOperationException">This learner has learnt a task already.</exception>
    public void Resume(string path)
    {
        if (learned > 0 || lesson is not null || saved is not null || growths.Count > 0) throw new InvalidOperationException($"this learner has learnt {learned} tasks already; a new one goes on from a folder");
        string folder = LearnerFolder.Newest(path);
        if (LearnerFolder.Read(this, folder) is { } paused) saved = (paused, folder);
    }

    /// <summary>Whether a folder holds a saved learner.</summary>
    /// <param name="path">The folder, which need not be there.</param>
    public static bool IsSavedIn(string path) => LearnerFolder.Holds(path);

    /// <summary>Takes up the adapters that grew in an earlier run.</summary>
    internal void Regrow(IReadOnlyList<AdapterGrowth> saved, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded)
    {
        ILanguageModel next = Model.Regrow(saved, frozen, folded);
        growths.AddRange(saved);
        Replace(next, "init").Dispose();
    }

    /// <summary>Freezes the adapter and starts another; returns the model before, where the caller keeps it.</summary>
    internal ILanguageModel? Grow(AdapterGrowth how, int index, bool keeps)
    {
        growths.Add(how);
        ILanguageModel outgrown = Replace(Model.Grow(current, how), $"init/{index}");
        if (keeps) return outgrown;
        outgrown.Dispose();
        return null;
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
        [.. Model.Generate([.. examples.Select(Encoder.Encode)], under, maxNewTokens).Select(ids => Encoder.Decode(ids))];

    /// <summary>Frees weights, state and models.</summary>
    public void Dispose()
    {
        lesson?.Dispose();
        Composition.Dispose();
        if (!ReferenceEquals(current, weights)) current.Dispose();
        weights.Dispose();
        Initial.Dispose();
        Model.Dispose();
    }

    private void Attach()
    {
        foreach (StrategyPart part in Composition.Parts) part.Strategy.Attach(new SpaceAttached(Model.Space, Model.Frozen));
    }

    private void Begin(string task, IReadOnlyList<Example> train, bool pausable)
    {
        lesson = new Lesson(this, task, train, pausable);
        if (saved is { } waiting) lesson.GoOn(waiting.Folder);
        saved = null;
    }

    private void Usable()
    {
        if (broken is not null) throw new InvalidOperationException($"the learner failed in the middle of task '{broken}'; a new one goes on from what was saved before");
    }

    private ILanguageModel Replace(ILanguageModel next, string stream)
    {
        ILanguageModel before = Model;
        Model = next;
        if (!ReferenceEquals(current, weights)) current.Dispose();
        current = next.InitialWeights(Random.Derive(stream)).DetachFromDisposeScope();
        Attach();
        return before;
    }
}
