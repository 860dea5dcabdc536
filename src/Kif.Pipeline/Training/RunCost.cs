namespace Kif;

/// <summary>The cost of a run so far; extra passes of strategies are measured, not declared.</summary>
public sealed class RunCost
{
    /// <summary>Optimizer steps done, phases included.</summary>
    public long Steps { get; internal set; }

    /// <summary>Steps skipped because a gradient was not finite.</summary>
    public long SkippedSteps { get; internal set; }

    /// <summary>Tokens (source and target) in training passes.</summary>
    public long Tokens { get; internal set; }

    /// <summary>Examples in training passes.</summary>
    public long Examples { get; internal set; }

    /// <summary>Examples in the extra forward passes of strategies.</summary>
    public long ExtraForward { get; internal set; }

    /// <summary>Examples in the extra backward passes of strategies.</summary>
    public long ExtraBackward { get; internal set; }

    /// <summary>Examples that plain training would have seen: each task's own, once per epoch.</summary>
    public long TaskExamples { get; internal set; }

    /// <summary>All counts by name, for files.</summary>
    internal IReadOnlyDictionary<string, long> Numbers
    {
        get => new Dictionary<string, long>
        {
            [nameof(Steps)] = Steps, [nameof(SkippedSteps)] = SkippedSteps, [nameof(Tokens)] = Tokens, [nameof(Examples)] = Examples,
            [nameof(ExtraForward)] = ExtraForward, [nameof(ExtraBackward)] = ExtraBackward, [nameof(TaskExamples)] = TaskExamples,
        };
        set
        {
            (Steps, SkippedSteps, Tokens, Examples) = (Of(nameof(Steps)), Of(nameof(SkippedSteps)), Of(nameof(Tokens)), Of(nameof(Examples)));
            (ExtraForward, ExtraBackward, TaskExamples) = (Of(nameof(ExtraForward)), Of(nameof(ExtraBackward)), Of(nameof(TaskExamples)));

            long Of(string name) => value.GetValueOrDefault(name);
        }
    }

    /// <summary>
    /// Forward and backward passes beyond plain training, as a share of it: 0.5 is half an extra forward and backward per step. Replayed examples, phases and
    /// extra passes count; 0 before the first task.
    /// </summary>
    public double ExtraPasses => TaskExamples == 0 ? 0 : (2.0 * Examples + ExtraForward + ExtraBackward) / (2.0 * TaskExamples) - 1;
}
