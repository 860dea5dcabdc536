using Kif.Models;

namespace Kif.Testing;

/// <summary>The checks of runs that are stopped between two extra passes before or after the training of a task.</summary>
internal static class InterruptChecks
{
    private const int Count = 3;

    public static void WithinPasses(StrategyUnderTest strategy) => Stops(strategy, before: false);

    public static void WithinPreparation(StrategyUnderTest strategy) => Stops(strategy, before: true);

    private static void Stops(StrategyUnderTest strategy, bool before)
    {
        RunTrace whole = strategy.Usual;
        int passes = Passes(strategy, before);
        string place = before ? "before" : "at the end of";
        foreach (int stop in new[] { 0, passes / 2, passes - 2 }.Where(s => s >= 0 && s < passes - 1).Distinct())
        {
            using var folder = new TemporaryFolder();
            using var first = new StoppedLearner(strategy, stop, before);
            using var second = new ConformanceRun(strategy);
            string when = $"a stop in extra pass {stop + 1} of {passes} {place} task 2";
            ResumeChecks.Saved(first.Run, second, folder.Path, $"after {when}");
            foreach ((ConformanceRun run, string how) in new[] { (first.Run, "in the same learner"), (second, "elsewhere") })
            {
                for (int task = 1; task < Count; task++) run.Learn(task);
                if (whole.Difference(run.Trace()) is { } difference)
                    throw new ConformanceException(
                        $"kept something of the hooks that were stopped, or that Visit does not show: {how}, after {when}, {difference}");
            }
        }
    }

    /// <summary>Counts the extra passes before or at the end of the second task.</summary>
    private static int Passes(StrategyUnderTest strategy, bool before)
    {
        using var run = new StoppedLearner(strategy, int.MaxValue, before);
        return run.Passes;
    }

    /// <summary>A run that is stopped in a pass before or at the end of its second task, or comes to the end of that task.</summary>
    private sealed class StoppedLearner : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly int at;
        private readonly bool before;
        private bool inside;

        public StoppedLearner(StrategyUnderTest strategy, int at, bool before)
        {
            (this.at, this.before) = (at, before);
            Run = new ConformanceRun(strategy, new() { Handle = Handle, WrapModel = model => new PassCountingModel(model, Count) });
            Run.Learn(0);
            inside = before;
            try
            {
                Run.Learn(1, cancellation: stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            if (stop.IsCancellationRequested)
                throw new ConformanceException(
                    $"went on with its passes {(before ? "before" : "at the end of")} task 2 though it was stopped in pass {at + 1}");
        }

        public ConformanceRun Run { get; }

        public int Passes { get; private set; }

        public void Dispose()
        {
            Run.Dispose();
            stop.Dispose();
        }

        // A task is said to begin when it is prepared.
        private void Handle(RunEvent e) => inside = before
            ? inside && e is not TaskStarted
            : e is StepFinished { Position: { TaskIndex: 1, Phase: null } step } && step.Step == step.PlannedSteps - 1;

        private void Count()
        {
            if (inside && Passes++ == at) stop.Cancel();
        }
    }
}

/// <summary>A model that calls back before every pass without dropout.</summary>
internal sealed class PassCountingModel(ILanguageModel inner, Action pass) : HandingOnModel(inner)
{
    public override ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        if (options.Dropout is null) pass();
        return base.Forward(batch, weights, options);
    }

    public override IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens)
    {
        pass();
        return base.Generate(prompts, weights, maxNewTokens);
    }

    public override IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random)
    {
        pass();
        return base.Sample(prompts, weights, maxNewTokens, temperature, random);
    }

    protected override ILanguageModel Around(ILanguageModel next) => new PassCountingModel(next, pass);
}
