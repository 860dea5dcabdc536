namespace Kif.Testing;

/// <summary>The checks of a strategy in the order of running; a check comes after those that it needs.</summary>
internal static class StrategyChecks
{
    public static IReadOnlyList<PromiseCheck<StrategySubject>> All { get; } =
    [
        new("constructing", "a constructor keeps its arguments and does no work", Constructing.Check),
        new("effects", "effects beyond losses and penalties are declared in the traits", TracedRuns.Effects),
        new("learns", "a stream of tasks is learnt to its end", TracedRuns.Learns, "constructing", "effects"),
        new("finite", "losses, penalties and weights stay finite, and no step is lost", TracedRuns.Finite, "learns"),
        new("determinism", "the same seed gives the same bits", Repeating.Determinism, "learns"),
        new("randomness", "all random numbers come from the stream that a hook is given", Repeating.Randomness, "learns", "determinism"),
        new("isolation", "runs in one process share nothing, whatever their order", Repeating.Isolation, "state-names"),
        new("arguments-unchanged", "arguments of hooks are read and never changed", Borrowing.Unchanged, "learns"),
        new("nothing-borrowed", "what is kept beyond a hook is a copy", Borrowing.NothingKept, "learns"),
        new("state-names", "a visit shows the same state under the same names in the same order, each once", Stating.Names, "learns", "determinism"),
        new("state-size", "as many bytes are written as are reported", Stating.Size, "learns", "state-names"),
        new("resume-between-tasks", "state is what Visit shows: a run saved between two tasks goes on as if it had never stopped", Resuming.BetweenTasks, "determinism", "nothing-borrowed", "state-names"),
        new("resume-within-task", "state is what Visit shows at any step: a run paused within a task goes on as if it had never stopped", Resuming.WithinTask, "resume-between-tasks"),
        new("no-leak-per-step", "tensors made in a step are gone after it", Leaking.PerStep, "learns"),
        new("no-leak-per-task", "a disposed run leaves no tensor behind", Leaking.PerTask, "no-leak-per-step"),
        new("cancellation", "a cancelled run stops before its next step and leaves no tensor behind", Leaking.Cancelled, "no-leak-per-task"),
        new("empty-task", "a task without examples is refused before anything is changed", UnusualTasks.Empty, "state-names"),
        new("one-example-task", "a task of one example is learnt", UnusualTasks.OneExample, "finite"),
        new("task-twice", "a task may come again", UnusualTasks.Twice, "finite"),
        new("long-task", "a task of many steps is learnt", UnusualTasks.Long, "finite"),
        new("non-finite-gradient", "a step whose gradient is not finite is skipped and leaves no trace", Skipping.Check, "finite"),
        new("encoder-decoder", "a strategy knows parameters by their role, not by the names of one family (encoder–decoder)", s => TracedRuns.On(s, ConformanceModel.EncoderDecoder), "learns"),
        new("decoder-only", "a strategy knows parameters by their role, not by the names of one family (decoder-only)", s => TracedRuns.On(s, ConformanceModel.DecoderOnly), "learns"),
        new("bfloat16-base", "a frozen base may have half precision", TracedRuns.Half, "finite"),
        new("options-unknown", "an option that is not there is refused with the nearest name", OptionChecks.Unknown),
        new("options-range", "every number among the options has a range, which is kept to, or works whatever it is", OptionChecks.Ranges, "learns"),
        new("inactive", "switched off, it changes nothing", Repeating.Inactive, "determinism"),
    ];
}
