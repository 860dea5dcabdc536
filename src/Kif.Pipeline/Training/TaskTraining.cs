namespace Kif;

/// <summary>
/// The training of one task, from its plan to its final weights; it can stop between two steps and resume. Changes the learner's weights in place.
/// </summary>
internal sealed class TaskTraining : IStateful, IDisposable
{
    private readonly ContinualLearner learner;
    private readonly IReadOnlyList<Example> train;
    private readonly StepRandom streams;
    private readonly LearnerSnapshot? before;
    private readonly TrainingContext context;
    private readonly TaskProgress progress;
    private readonly List<CountedPasses> passesOfHooks = [];
    private Tensor? start;
    private Preparation prepared;
    private StateSnapshot? undo;

    /// <summary>Begins the task: the parts' plans, the adapter's growth, the weights to start from.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="task">Its name.</param>
    /// <param name="train">Its examples.</param>
    /// <param name="pausable">Whether the state before the task is kept, so that the learner can be saved in the middle of it.</param>
    public TaskTraining(ContinualLearner learner, string task, IReadOnlyList<Example> train, bool pausable)
    {
        (this.learner, this.train) = (learner, train);
        int index = learner.TasksLearned;
        IReadOnlyList<ReplayExample> memory = Contents(task);
        streams = new StepRandom(learner.Random.Derive($"task/{index}"), Parts);
        before = pausable ? LearnerSnapshot.CopyOf(learner) : null;
        try
        {
            MergedTaskPlan plan = BeforeTask(task, index, memory);
            context = new()
            {
                Model = learner.Model, Encoder = learner.Encoder, Options = learner.Options, Cost = learner.Cost, Parts = Parts, Publish = learner.Publish,
                Task = task, TaskIndex = index, Memory = memory, Plan = plan, Hooks = learner.Hooks, BetweenSteps = pausable ? learner.BetweenSteps : null,
            };
        }
        catch
        {
            before?.Dispose();
            throw;
        }
        start = learner.Weights.clone().DetachFromDisposeScope();
        TrainedVector trained;
        try
        {
            trained = new(learner.Model.Space, learner.Weights, start, context.Plan.Coordinates);
        }
        catch
        {
            context.Plan.Coordinates?.Dispose();
            context.Plan.UpdateMask?.Dispose();
            start.Dispose();
            before?.Dispose();
            throw;
        }
        learner.Cost.TaskExamples += (long)learner.Options.Epochs * train.Count;
        progress = new(learner.Model, learner.Weights, learner.Options, streams, trained);
    }

    /// <summary>Whether it has stopped between two steps, so that the learner can be saved in the middle of this task and resume it.</summary>
    public bool Paused => before is not null && progress.Stopped;

    /// <summary>Whether passes over examples at the end of the task were stopped, in the middle of a hook: only <see cref="Undone"/> can go on.</summary>
    public bool Interrupted { get; private set; }

    public string Task => context.Task;

    /// <summary>The warnings of a finished task, by part.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Warnings => progress.Warnings;

    /// <summary>The task's name and a hash of its examples, to recognize it when it resumes.</summary>
    public PausedTask Identity => PausedTask.Of(Task, train);

    private IReadOnlyList<StrategyPart> Parts => learner.Composition.Parts;

    private HookTracker Hooks => learner.Hooks;

    /// <summary>Finishes the task.</summary>
    /// <returns>The decisions per skill unit, by part.</returns>
    /// <exception cref="OperationCanceledException">
    /// Stopped between two steps, where calling again resumes; or between two extra passes at the end of the task, see <see cref="Interrupted"/>.
    /// </exception>
    public IReadOnlyDictionary<string, FusionExplanation> Finish(CancellationToken cancellation)
    {
        progress.Stopped = false;
        if (prepared == Preparation.Waits) Interruptible(PrepareTask, cancellation);
        if (progress.Explanations is null && learner.Composition.Buffer is { } buffer) Interruptible(token => Prepare(buffer, token), cancellation);
        StepBatches source = StepBatches.Of(train, context, streams.Data, () => progress.StopIf(cancellation));
        context.Publish(new TaskStarted(Task, context.TaskIndex, source.Count));
        var loop = new StepLoop(context, progress, cancellation);
        if (progress.Explanations is null)
        {
            loop.Train(source);
            Interruptible(EndTask, cancellation);
        }
        loop.Phases();
        Interruptible(AfterTask, cancellation);
        return progress.Explanations!;
    }

    /// <summary>
    /// Begins the task again and brings it to where the interrupted hooks started, stopped there: what resuming from a folder does, in memory. The learner
    /// continues with the result; this object only has to be disposed.
    /// </summary>
    public TaskTraining Undone()
    {
        learner.Undo(before!);
        var again = new TaskTraining(learner, Task, train, pausable: true);
        undo!.Restore(again);
        again.progress.Stopped = true;
        return again;
    }

    /// <summary>Writes the learner as it was before the task, and the task's progress; only between two steps.</summary>
    public string Save(string path, Action<string>? writeMore, FolderClaim? claim) => LearnerFolder.Write(before!, path, Identity, this, writeMore, claim);

    /// <summary>Resumes from what an earlier training of the same task wrote.</summary>
    public void Resume(StateFiles written) => StateFolder.Read(this, learner.Model.Space, learner.Model.Device, written);

    /// <summary>Visits the strategy in the middle of the task, the task's progress and the cost so far.</summary>
    public void Visit(IStateVisitor state)
    {
        state.Child("strategy", learner.Composition);
        state.Child("progress", progress);
        state.Value("prepared", ref prepared);
        if (prepared == Preparation.Moved) state.Vector("start", ref start);
        IReadOnlyDictionary<string, long> cost = learner.Cost.Numbers;
        state.Value("cost", ref cost);
        learner.Cost.Numbers = cost;
    }

    public void Dispose()
    {
        undo?.Dispose();
        progress.Dispose();
        start?.Dispose();
        context.Plan.UpdateMask?.Dispose();
        before?.Dispose();
    }

    private MergedTaskPlan BeforeTask(string task, int index, IReadOnlyList<ReplayExample> memory)
    {
        using var scope = torch.NewDisposeScope();
        var plans = new List<(StrategyPart, TaskPlan)>();
        foreach (StrategyPart part in Parts)
        {
            Hooks.Enter(part, nameof(ContinualStrategy.BeforeTask), task);
            TaskPlan? plan = Hooks.Left(part.Strategy.BeforeTask(new TaskStart
            {
                Task = task, Index = index, TrainExamples = train.Count, Space = learner.Model.Space, Weights = learner.Weights,
                InitialWeights = learner.Initial, Memory = memory, Random = streams.Part(part),
            }));
            plans.Add((part, HookResult.Given(part, nameof(ContinualStrategy.BeforeTask), plan, $"{nameof(TaskPlan)}.{nameof(TaskPlan.Default)}")));
            HookResult.Alive(part, nameof(ContinualStrategy.BeforeTask), plan!.UpdateMask);
            HookResult.Alive(part, nameof(ContinualStrategy.BeforeTask), plan.StartWeights);
        }
        MergedTaskPlan merged = MergedTaskPlan.Of(plans) is var all && all.UpdateMask is { } mask
            ? all with { UpdateMask = mask.clone().DetachFromDisposeScope() } : all;
        if (merged.Grow is { } how && learner.Grow(how, index, keeps: before is not null) is { } outgrown) before?.Own(outgrown);
        if (merged.FromInitialWeights) learner.Weights.copy_(learner.Initial);
        if (merged.StartWeights is { } from)
        {
            learner.Model.Space.Check(from);
            learner.Weights.copy_(from);
        }
        return merged with { StartWeights = null };
    }

    /// <summary>Runs the hooks of the task's end, whose extra passes stop when cancellation is requested; what they change can then be undone.</summary>
    private void Interruptible(Action<CancellationToken> hooks, CancellationToken cancellation)
    {
        // The moments are not changed by hooks.
        undo = before is null ? null : StateSnapshot.CopyOf(this, "progress/optimizer/");
        passesOfHooks.Clear();
        try
        {
            hooks(cancellation);
        }
        // A hook may throw something else for the passes that it lacks, or wrap what stopped them.
        catch (Exception) when (passesOfHooks.Any(p => p.Interrupted))
        {
            Interrupted = undo is not null;
            throw new OperationCanceledException(cancellation);
        }
        undo?.Dispose();
        undo = null;
    }

    private void PrepareTask(CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        Preparation after = Preparation.Done;
        foreach (StrategyPart part in Parts)
        {
            RandomStream random = streams.Part(part);
            CountedPasses passes = Passes(random.Derive("prepare"), cancellation);
            Hooks.Enter(part, nameof(ContinualStrategy.PrepareTask), Task);
            Tensor? given = Hooks.Left(part.Strategy.PrepareTask(new TaskPreparation
            {
                Task = Task, Index = context.TaskIndex, Space = context.Model.Space, Weights = learner.Weights, Train = train, Memory = context.Memory,
                Passes = passes, Random = random,
            }));
            passes.ThrowIfInterrupted();
            DeclaredEffects.CheckAny(
                part, given is not null, "decides the weights that a task starts from", StrategyEffects.Adapter, StrategyEffects.FinalWeights,
                StrategyEffects.StepWeights);
            if (HookResult.Alive(part, nameof(ContinualStrategy.PrepareTask), given) is not { } other) continue;
            context.Model.Space.Check(other);
            learner.Weights.copy_(other);
            start!.copy_(other);
            after = Preparation.Moved;
        }
        prepared = after;
    }

    private void Prepare(IReplayBuffer buffer, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        RandomStream random = streams.Memory.Derive("prepare");
        CountedPasses passes = Passes(random.Derive("probe"), cancellation);
        Hooks.EnterMemory(nameof(IReplayBuffer.Prepare), Task);
        buffer.Prepare(new BufferUpdate { Task = Task, Index = context.TaskIndex, Train = train, Weights = start!, Passes = passes, Random = random });
        Hooks.Leave();
        passes.ThrowIfInterrupted();
        context.Memory = Contents(Task);
    }

    private void EndTask(CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var explanations = new Dictionary<string, FusionExplanation>();
        var warnings = new Dictionary<string, string[]>();
        CountedPasses passes = Passes(streams.Passes, cancellation);
        Tensor trained = learner.Weights;
        foreach (StrategyPart part in Parts)
        {
            Hooks.Enter(part, nameof(ContinualStrategy.EndTask), Task);
            TaskOutcome? given = Hooks.Left(part.Strategy.EndTask(new TaskEnd
            {
                Task = Task, Index = context.TaskIndex, Start = start!, Weights = learner.Weights, Trained = trained, Train = train, Memory = context.Memory,
                Passes = passes, Random = streams.Part(part),
            }));
            passes.ThrowIfInterrupted();
            TaskOutcome outcome = HookResult.Given(part, nameof(ContinualStrategy.EndTask), given, $"{nameof(TaskOutcome)}.{nameof(TaskOutcome.Keep)}");
            DeclaredEffects.Check(part, StrategyEffects.FinalWeights, outcome.Weights is not null, "decides the final weights");
            if (HookResult.Alive(part, nameof(ContinualStrategy.EndTask), outcome.Weights) is { } kept)
            {
                context.Model.Space.Check(kept);
                trained = learner.Weights.clone();
                learner.Weights.copy_(kept);
            }
            if (outcome.Explanation is { } explanation) explanations[part.Name] = explanation;
            if (outcome.Warnings.Count > 0) warnings[part.Name] = [.. outcome.Warnings];
            foreach (TrainingPhase phase in outcome.PostTaskPhases ?? []) progress.Enqueue(PendingPhase.Of(part, phase, context.Options.LearningRate));
        }
        progress.EndMainTraining(explanations, warnings);
    }

    private void AfterTask(CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        CountedPasses passes = Passes(streams.Passes, cancellation), ofBuffer = Passes(streams.Memory.Derive("probe"), cancellation);
        Hooks.EnterMemory(nameof(IReplayBuffer.Update), Task);
        learner.Composition.Buffer?.Update(new BufferUpdate
        {
            Task = Task, Index = context.TaskIndex, Train = train, Weights = learner.Weights, Passes = ofBuffer, Random = streams.Memory,
        });
        Hooks.Leave();
        ofBuffer.ThrowIfInterrupted();
        IReadOnlyList<ReplayExample> contents = Contents(Task);
        foreach (StrategyPart part in Parts)
        {
            Hooks.Enter(part, nameof(ContinualStrategy.AfterTask), Task);
            part.Strategy.AfterTask(new TaskFinished
            {
                Task = Task, Index = context.TaskIndex, Start = start!, Weights = learner.Weights, Train = train, Memory = contents, Passes = passes,
                Random = streams.Part(part),
            });
            Hooks.Leave();
            passes.ThrowIfInterrupted();
        }
    }

    /// <summary>What the replay buffer holds.</summary>
    private IReadOnlyList<ReplayExample> Contents(string task)
    {
        if (learner.Composition.Buffer is not { } buffer) return [];
        Hooks.EnterMemory(nameof(IReplayBuffer.Contents), task);
        return Hooks.Left(buffer.Contents);
    }

    private CountedPasses Passes(RandomStream random, CancellationToken cancellation)
    {
        var passes = new CountedPasses(context.Model, context.Encoder, context.Cost, random, context.Options.LargestPass, cancellation)
        {
            BeforePass = Hooks.Sign,
        };
        passesOfHooks.Add(passes);
        return passes;
    }
}

/// <summary>Whether the parts have prepared a task.</summary>
internal enum Preparation
{
    /// <summary>Not yet.</summary>
    Waits,

    /// <summary>They have, and it starts from the weights of its plan.</summary>
    Done,

    /// <summary>They have, and it starts from weights that they decided.</summary>
    Moved,
}

/// <summary>The task in the middle of which a learner was saved.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Examples">SHA-256 of its training examples, in hexadecimal.</param>
internal sealed record PausedTask(string Task, string Examples)
{
    public static PausedTask Of(string task, IReadOnlyList<Example> train) => new(task, TaskHash.Of(train));

    /// <exception cref="ArgumentException">The task, or its examples, are not the paused ones.</exception>
    public void Check(string task, IReadOnlyList<Example> train)
    {
        if (task != Task)
            throw new ArgumentException($"the learner is in the middle of task '{Task}', which is learned to its end before '{task}'", nameof(task));
        if (Of(task, train) != this)
            throw new ArgumentException($"the learner is in the middle of task '{Task}', but these are other examples than it began with", nameof(train));
    }
}
