namespace Kif.Testing;

/// <summary>The checks of a strategy in the order of running; a check comes after those that it needs.</summary>
internal static class StrategyChecks
{
    public static IReadOnlyList<PromiseCheck<StrategyUnderTest>> All { get; } =
    [
        new("constructing", "a constructor keeps its arguments and does no work", ConstructionChecks.Check),
        new("effects", "effects beyond losses and penalties are declared in the traits", TrainingChecks.Effects),
        new("start-weights", "the weights that a plan starts a task from are a finite vector of the space", StartWeightChecks.Check, "constructing", "effects"),
        new("learns", "a stream of tasks is learned to its end", TrainingChecks.Learns, "constructing", "effects", "start-weights"),
        new("finite", "losses, penalties and weights stay finite, and no step is lost", TrainingChecks.Finite, "learns"),
        new("determinism", "the same seed gives the same bits", DeterminismChecks.Determinism, "learns"),
        new("randomness", "all random numbers come from the stream that a hook is given", DeterminismChecks.Randomness, "learns", "determinism"),
        new("isolation", "runs in one process share nothing, whatever their order", DeterminismChecks.Isolation, "state-names"),
        new("arguments-unchanged", "arguments of hooks are read and never changed", BorrowedTensorChecks.Unchanged, "learns"),
        new("coordinates", "coordinates trained in place of the weights begin at the weights of the task's start, and projecting twice is projecting once",
            CoordinateChecks.Check, "finite"),
        new("nothing-borrowed", "what is kept beyond a hook is a copy", BorrowedTensorChecks.NothingKept, "learns"),
        new("state-names", "a visit shows the same state under the same names in the same order, each once", StateChecks.Names, "learns", "determinism"),
        new("state-size", "as many bytes are written as are reported", StateChecks.Size, "learns", "state-names"),
        new("resume-between-tasks", "state is what Visit shows: a run saved between two tasks continues as if it had never stopped", ResumeChecks.BetweenTasks,
            "determinism", "nothing-borrowed", "state-names"),
        new("resume-within-task", "state is what Visit shows at any step: a run paused within a task continues as if it had never stopped",
            ResumeChecks.WithinTask, "resume-between-tasks"),
        new("resume-within-passes", "a run stopped between two extra passes at the end of a task continues as if it had never stopped",
            InterruptChecks.WithinPasses, "resume-within-task"),
        new("resume-within-preparation", "a run stopped between two extra passes before a task continues as if it had never stopped",
            InterruptChecks.WithinPreparation, "resume-within-task"),
        new("no-leak-per-step", "tensors made in a step are gone after it", TensorLeakChecks.PerStep, "learns"),
        new("no-leak-per-task", "a disposed run leaves no tensor behind", TensorLeakChecks.PerTask, "no-leak-per-step"),
        new("cancellation", "a canceled run stops before its next step and leaves no tensor behind", TensorLeakChecks.Canceled, "no-leak-per-task"),
        new("empty-task", "a task without examples is refused before anything is changed", UnusualTaskChecks.Empty, "state-names"),
        new("one-example-task", "a task of one example is learned", UnusualTaskChecks.OneExample, "finite"),
        new("task-twice", "a task may come again", UnusualTaskChecks.Twice, "finite"),
        new("long-task", "a task of many steps is learned", UnusualTaskChecks.Long, "finite"),
        new("non-finite-gradient", "a step whose gradient is not finite is skipped and leaves no trace", SkippedStepChecks.Check, "finite"),
        new("encoder-decoder", "a strategy knows parameters by their role, not by the names of one family (encoder–decoder)",
            s => TrainingChecks.On(s, ConformanceModel.EncoderDecoder), "learns"),
        new("decoder-only", "a strategy knows parameters by their role, not by the names of one family (decoder-only)",
            s => TrainingChecks.On(s, ConformanceModel.DecoderOnly), "learns"),
        new("bfloat16-base", "a frozen base may have half precision", TrainingChecks.HalfPrecision, "finite"),
        new("options-unknown", "an option that is not there is refused with the nearest name", OptionChecks.Unknown),
        new("options-range", "every number among the options has a range, which is kept to, or works whatever it is", OptionChecks.Ranges, "learns"),
        new("inactive", "switched off, it changes nothing", DeterminismChecks.Inactive, "determinism"),
    ];
}

public sealed partial class ConformanceSuite
{
    /// <summary>Creates the checks of a registered strategy, for use without a test framework.</summary>
    /// <param name="catalog">The catalog in which it is registered.</param>
    /// <param name="name">Its name, or several joined by plus signs.</param>
    /// <param name="settings">Options that differ from their defaults, as paths and values; null for none.</param>
    /// <param name="inactive">Options under which it changes nothing, on top of the others, for the check <c>inactive</c>; null if there are none.</param>
    /// <param name="model">The tiny model that checks run on unless they say otherwise.</param>
    public static ConformanceSuite ForStrategy(
        KifCatalog catalog, string name, IReadOnlyList<KeyValuePair<string, string>>? settings = null,
        IReadOnlyList<KeyValuePair<string, string>>? inactive = null, ConformanceModel model = ConformanceModel.EncoderDecoder) =>
        Of(new(catalog, name) { Settings = settings ?? [], Inactive = inactive, Model = model });

    internal static ConformanceSuite Of(StrategyUnderTest strategy) => Of($"'{strategy.Name}'", strategy, StrategyChecks.All);
}
