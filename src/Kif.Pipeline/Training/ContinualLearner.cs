namespace Kif;

/// <summary>
/// A learner of one task after another with one strategy: it runs the strategy's hooks around the training loop. Owns its model, weights and composition. Not
/// thread-safe.
/// </summary>
public sealed class ContinualLearner : IDisposable
{
    private readonly Tensor weights;
    private readonly List<AdapterGrowth> growths = [];
    private readonly LearnerPlaces places = new();
    private Tensor current;
    private TaskTraining? training;
    private (PausedTask Task, StateFiles Progress)? saved;
    private string? broken;
    private int learned;

    /// <summary>Draws the initial weights and attaches the strategy.</summary>
    /// <param name="model">The model; owned from now on.</param>
    /// <param name="encoder">The encoder of texts to token ids.</param>
    /// <param name="composition">The strategy; owned from now on.</param>
    /// <param name="options">The training options.</param>
    /// <param name="random">The run's root stream.</param>
    /// <param name="publish">
    /// Receives every event, one at a time, on the learner's thread; only <see cref="HookWaiting"/> comes from another one. Null: a line of progress every
    /// ten seconds on the error stream, where that is a terminal.
    /// </param>
    /// <exception cref="CompositionException">The strategy does not fit the model.</exception>
    public ContinualLearner(
        ILanguageModel model, IExampleEncoder encoder, StrategyComposition composition, TrainingOptions options, RandomStream random,
        Action<RunEvent>? publish = null)
    {
        (Model, Encoder, Composition, Options, Random) = (model, encoder, composition, options, random);
        Publish = OneAtATime(publish ?? TerminalProgress.Default());
        if (composition.Gates is { } gates) Model = Gated(model, gates);
        weights = Model.InitialWeights(random.Derive("init")).DetachFromDisposeScope();
        (Initial, current) = (weights.clone().DetachFromDisposeScope(), weights);
        Attach();
    }

    /// <summary>The current model; growth of its adapter replaces it.</summary>
    public ILanguageModel Model { get; private set; }

    /// <summary>The final weights of the last task, or, in the middle of a stopped task, the weights in training; borrowed, changed by the next task.</summary>
    public Tensor Weights => current;

    /// <summary>The cost so far.</summary>
    public RunCost Cost { get; } = new();

    /// <summary>Number of tasks learned so far.</summary>
    public int TasksLearned => learned;

    /// <summary>The unfinished task in the middle of which learning was stopped: it must be finished next. Null between tasks.</summary>
    public string? PausedTask => training?.Task ?? saved?.Task.Task;

    /// <summary>The growth steps of the adapter, oldest first.</summary>
    internal IReadOnlyList<AdapterGrowth> Growths => growths;

    /// <summary>The strategy.</summary>
    internal StrategyComposition Composition { get; }

    internal IExampleEncoder Encoder { get; }

    internal TrainingOptions Options { get; }

    internal RandomStream Random { get; }

    internal Action<RunEvent> Publish { get; }

    /// <summary>Called between any two steps of a task that can pause; the learner can be saved in it. Default: null.</summary>
    internal Action? BetweenSteps { get; set; }

    internal Tensor Initial { get; }

    /// <summary>The calls of the strategy's hooks.</summary>
    internal HookTracker Hooks { get; } = new();

    /// <summary>The time without a sign after which a hook is told of. Default: a minute.</summary>
    internal TimeSpan HookPatience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Bytes kept between tasks besides the base model and the weights in training: the strategy's state, and the tensors that growth of the adapter keeps.
    /// </summary>
    public long StateBytes => StateSize.Of(Composition) + Model.GrownBytes;

    /// <summary>Returns the weights that answer for a task, borrowed; null if the strategy has none for it.</summary>
    /// <exception cref="HookException">The strategy failed to tell.</exception>
    public Tensor? WeightsFor(string task)
    {
        if (Composition.PartNeedingTaskId is not { } part) return current;
        try { return part.Strategy.WeightsFor(task); }
        catch (Exception e) { throw HookException.Of(part.Name, nameof(ContinualStrategy.WeightsFor), e, task); }
    }

    /// <summary>Learns one task, or resumes one that was stopped.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="train">Its training examples, at least one; for a task that was stopped the same ones as before.</param>
    /// <param name="cancellation">
    /// Stops between two steps, or between two extra passes of the strategy at the task's end. The learner is then in the middle of the task: it can be saved,
    /// and finishes the task at the next call.
    /// </param>
    /// <param name="pausable">
    /// Whether it can resume after a stop, bit for bit. This keeps, during the task, a copy of the weights and of the strategy's state from before it (and the
    /// model, where its adapter grows). Default: yes, if the token can be canceled.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no example; or the learner is in the middle of another task, or of this one with other examples.
    /// </exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    /// <exception cref="HookException">A hook of the strategy, or its replay buffer, threw; the learner can't be used any longer.</exception>
    /// <exception cref="InvalidOperationException">
    /// Too many consecutive gradients were not finite, after which the learner can't be used any longer; or an earlier task failed.
    /// </exception>
    public void Learn(string task, IReadOnlyList<Example> train, CancellationToken cancellation = default, bool pausable = true)
    {
        CheckUsable();
        if (train.Count == 0) throw new ArgumentException($"task '{task}' has no training examples", nameof(train));
        (training?.Identity ?? saved?.Task)?.Check(task, train);
        broken = task;
        Hooks.Leave();
        using var watch = new HookWatch(Hooks, HookPatience, Publish);
        IReadOnlyDictionary<string, FusionExplanation> explanations;
        try
        {
            if (training is null) Begin(task, train, pausable && cancellation.CanBeCanceled);
            explanations = training!.Finish(cancellation);
        }
        catch (OperationCanceledException) when (training is { Interrupted: true } interrupted)
        {
            Hooks.Leave();
            using (interrupted) training = interrupted.Undone();
            broken = null;
            throw;
        }
        catch (OperationCanceledException) when (training is { Paused: true })
        {
            broken = null;
            throw;
        }
        catch (Exception e) when (Hooks.Now is { } call && !IsStop(e, cancellation))
        {
            throw call.Named(e);
        }
        IReadOnlyDictionary<string, IReadOnlyList<string>> warnings = training.Warnings;
        training.Dispose();
        (training, broken) = (null, null);
        Publish(new TaskLearned(task, learned++, StateBytes, explanations) { Warnings = warnings });
    }

    /// <summary>
    /// Writes everything needed to resume: weights, frozen adapters, the strategy's state and the cost so far; in the middle of a task also its progress.
    /// </summary>
    /// <param name="path">
    /// The folder; created if missing. An earlier save in it stays complete until this one is, and is then replaced; other files are not touched. Others may
    /// resume from the folder at any time, also from other machines: they get this save or the one before, whole. From the first save until it is disposed
    /// this learner is the folder's only writer.
    /// </param>
    /// <exception cref="InvalidOperationException">A task failed; or a paused task was read from a folder and has not been resumed yet.</exception>
    /// <exception cref="IOException">
    /// Another learner, here or in another process, is the folder's writer, which the message names; or it has saved there since this one resumed from it.
    /// </exception>
    public void Save(string path)
    {
        CheckUsable();
        SaveClaimed(path, null);
    }

    /// <summary>Writes the same together with further files; also from <see cref="BetweenSteps"/>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="writeMore">Writes the further files into the folder of the given path; null for none.</param>
    internal void SaveClaimed(string path, Action<string>? writeMore) => places.Know(path, Write(path, writeMore, places.Claim(path)));

    /// <summary>Writes the same under the caller's claim; with none, to a folder of which the caller knows that it has no other writer.</summary>
    internal void SaveWith(string path, Action<string>? writeMore, FolderClaim? claim = null) => Write(path, writeMore, claim);

    /// <summary>Makes this learner the only writer of a folder, before its first save there.</summary>
    /// <exception cref="IOException">There is another writer, which the message names.</exception>
    internal void Claim(string path) => places.Claim(path);

    /// <summary>
    /// Resumes from a folder that <see cref="Save"/> wrote, as if this learner had learned those tasks: with the same model, strategy, options and seed the
    /// next tasks come out bit for bit the same. If it was saved in the middle of a task, <see cref="PausedTask"/> names that task, which is finished next.
    /// The folder is read as a whole; it is not needed afterwards, and may have a writer meanwhile.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">
    /// A file is missing or was changed since, or was saved by another model or strategy; the message says which.
    /// </exception>
    /// <exception cref="InvalidOperationException">This learner has learned a task already.</exception>
    public void Resume(string path)
    {
        if (learned > 0 || training is not null || saved is not null || growths.Count > 0)
            throw new InvalidOperationException($"this learner has learned {learned} tasks already; a new one resumes from a folder");
        ResumeWith(path, null);
    }

    /// <summary>Resumes, and reads further files of the same save.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="readMore">Reads them; may be called again, with a later save. Null for none.</param>
    /// <param name="resumesTask">
    /// Whether a task in the middle of which the learner was saved goes on, asked after reading; else the learner is as it was before it. Null for always.
    /// </param>
    /// <returns>The save.</returns>
    internal FolderVersion ResumeWith(string path, Action<FolderVersion>? readMore, Func<bool>? resumesTask = null)
    {
        using LoadedLearner loaded = LearnerFolder.Load(path, Model.Device, withState: true, readMore);
        if (resumesTask?.Invoke() == false)
        {
            loaded.Task?.Dispose();
            loaded.Task = null;
        }
        Resume(loaded);
        places.Know(path, loaded.Files.Pointer.Mark);
        return loaded.Files;
    }

    /// <summary>Resumes from the checked files of a saved learner.</summary>
    internal void ResumeFrom(FolderVersion files)
    {
        using LoadedLearner loaded = LearnerFolder.Load(files, Model.Device);
        Resume(loaded);
    }

    /// <summary>Resumes for answering only: without the strategy's state, so that no further task can be learned.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="readMore">Reads further files of the same save; may be called again, with a later save. Null for none.</param>
    /// <returns>The save.</returns>
    internal FolderVersion ResumeToAnswer(string path, Action<FolderVersion>? readMore = null)
    {
        using LoadedLearner loaded = LearnerFolder.Load(path, Model.Device, withState: false, readMore);
        LearnerFolder.Resume(this, loaded);
        return loaded.Files;
    }

    /// <summary>Whether a folder holds a saved learner.</summary>
    /// <param name="path">The folder, which may be missing.</param>
    public static bool IsSavedIn(string path) => LearnerFolder.Holds(path);

    /// <summary>Resumes with the adapters that grew in an earlier run.</summary>
    internal void ResumeAdapters(IReadOnlyList<AdapterGrowth> saved, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded)
    {
        ILanguageModel next = Model.Resume(saved, frozen, folded);
        growths.AddRange(saved);
        Replace(next, "init").Dispose();
    }

    /// <summary>Freezes the adapter and starts another; returns the previous model if the caller keeps it.</summary>
    internal ILanguageModel? Grow(AdapterGrowth how, int index, bool keeps)
    {
        growths.Add(how);
        ILanguageModel outgrown = Replace(Model.Grow(current, how), $"init/{index}");
        if (keeps) return outgrown;
        outgrown.Dispose();
        return null;
    }

    /// <summary>Goes back to where it was before a task: adapter, weights, strategy and cost.</summary>
    internal void Undo(LearnerSnapshot before)
    {
        if (before.Release() is { } outgrown)
        {
            Model.Dispose();
            Model = outgrown;
            growths.RemoveAt(growths.Count - 1);
            if (!ReferenceEquals(current, weights)) current.Dispose();
            current = before.Weights.clone().DetachFromDisposeScope();
            Attach();
        }
        else current.copy_(before.Weights);
        before.State.Restore(Composition);
        Cost.Numbers = before.Description.Cost;
    }

    /// <summary>Resumes after a number of finished tasks, with the weights that they left.</summary>
    internal void ResumeTasks(int tasks, Tensor kept)
    {
        current.copy_(kept);
        learned = tasks;
    }

    /// <summary>Generates greedy answers under given weights.</summary>
    /// <param name="examples">Only the inputs are read.</param>
    /// <param name="under">The weights to answer with, a vector of the model's space.</param>
    /// <param name="maxNewTokens">Most tokens per answer.</param>
    public IReadOnlyList<string> Answer(IReadOnlyList<Example> examples, Tensor under, int maxNewTokens) =>
        [.. Model.Generate([.. examples.Select(Encoder.Encode)], under, maxNewTokens).Select(ids => Encoder.Decode(ids))];

    /// <summary>Frees weights, state and models, and lets others write the folders that it was saved to.</summary>
    public void Dispose()
    {
        places.Dispose();
        training?.Dispose();
        saved?.Progress.Dispose();
        Composition.Dispose();
        if (!ReferenceEquals(current, weights)) current.Dispose();
        weights.Dispose();
        Initial.Dispose();
        Model.Dispose();
    }

    private static ILanguageModel Gated(ILanguageModel model, BranchGates gates)
    {
        ILanguageModel gated = model.WithGates(gates);
        model.Dispose();
        return gated;
    }

    private void Attach()
    {
        foreach (StrategyPart part in Composition.Parts)
        {
            try { part.Strategy.AttachSpace(new SpaceAttachment { Space = Model.Space, Frozen = Model.Frozen }); }
            catch (Exception e) { throw HookException.Of(part.Name, nameof(ContinualStrategy.AttachSpace), e); }
        }
    }

    /// <summary>Whether an exception is the stop that was asked for, and not a cancellation of something that a hook waited for.</summary>
    private static bool IsStop(Exception e, CancellationToken cancellation) =>
        e is OperationCanceledException stopped && stopped.CancellationToken == cancellation && cancellation.IsCancellationRequested;

    private static Action<RunEvent> OneAtATime(Action<RunEvent> publish)
    {
        var gate = new Lock();
        return e =>
        {
            lock (gate) publish(e);
        };
    }

    private void Begin(string task, IReadOnlyList<Example> train, bool pausable)
    {
        training = new TaskTraining(this, task, train, pausable);
        if (saved is not { } waiting) return;
        training.Resume(waiting.Progress);
        waiting.Progress.Dispose();
        saved = null;
    }

    private void Resume(LoadedLearner loaded)
    {
        LearnerFolder.Resume(this, loaded);
        if (loaded is not { Description.Paused: { } paused, Task: { } progress }) return;
        saved = (paused, progress);
        loaded.Task = null;
    }

    private string Write(string path, Action<string>? writeMore, FolderClaim? claim)
    {
        if (saved is { } waiting)
            throw new InvalidOperationException($"task '{waiting.Task.Task}' lies in '{waiting.Progress.Path}' and has not been resumed yet");
        if (training is not null) return training.Save(path, writeMore, claim);
        using LearnerSnapshot now = LearnerSnapshot.Of(this);
        return LearnerFolder.Write(now, path, null, null, writeMore, claim);
    }

    private void CheckUsable()
    {
        if (broken is not null)
            throw new InvalidOperationException($"the learner failed in the middle of task '{broken}'; a new one resumes from the last save");
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
