namespace Kif;

/// <summary>The run and the task that a training loop works for: the same for all steps and phases of the task.</summary>
internal sealed record TrainingContext
{
    /// <summary>The model, after the growth of its adapter.</summary>
    public required ILanguageModel Model { get; init; }

    public required IExampleEncoder Encoder { get; init; }

    public required TrainingOptions Options { get; init; }

    public required RunCost Cost { get; init; }

    public required IReadOnlyList<StrategyPart> Parts { get; init; }

    public required Action<RunEvent> Publish { get; init; }

    /// <summary>The calls of hooks.</summary>
    public required HookTracker Hooks { get; init; }

    /// <summary>Called between any two steps; null where the task can't pause.</summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>The task's 0-based place in the stream.</summary>
    public required int TaskIndex { get; init; }

    /// <summary>The replay examples of earlier tasks.</summary>
    public required IReadOnlyList<ReplayExample> Memory { get; set; }

    /// <summary>The parts' plan for the task.</summary>
    public required MergedTaskPlan Plan { get; init; }
}
