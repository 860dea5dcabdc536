namespace Kif.Pipeline.Tests.Traces;

/// <summary>Follows a recorded run of a baseline through the real training loop: losses, added terms and weights step by step.</summary>
internal static class BaselineTrace
{
    /// <summary>Learns all tasks of the trace and compares as it goes.</summary>
    /// <param name="trace">The recorded run.</param>
    /// <param name="composition">The strategy, set up as the trace's settings say; disposed with the run.</param>
    /// <param name="output">Gets the largest difference.</param>
    /// <param name="afterTask">Compares the state after a task (1-based), with the steps of that task; null where there is none.</param>
    /// <param name="spelled">The trace's name of a parameter; null where it is the space's.</param>
    /// <param name="start">The weights that a new adapter starts from; null for those that the trace has.</param>
    public static void Follow(
        Trace trace, StrategyComposition composition, ITestOutputHelper output,
        Action<ContinualLearner, int, IReadOnlyList<StepFinished>, TraceCheck>? afterTask = null,
        Func<string, string>? spelled = null, Func<ParameterSpace, Tensor>? start = null)
    {
        using var scope = torch.NewDisposeScope();
        var check = new TraceCheck();
        var recorder = new Recorder(null, null, UnitAggregation.Mean);
        var steps = new List<StepFinished>();
        var observed = new StrategyComposition([.. composition.Parts, new("recorder", recorder)], composition.Buffer, composition.Trains);
        using var learner = new ContinualLearner(trace.Model(spelled, start), trace.Encoder, observed, trace.Options(), new RandomStream(1), e =>
        {
            if (e is StepFinished { Position.Phase: null } s) steps.Add(s);
        });
        for (int task = 1; task <= trace.Tasks.Count; task++)
        {
            steps.Clear();
            learner.Learn($"task{task}", [.. trace.Tasks[task - 1].Select(e => e.Example)], TestContext.Current.CancellationToken);
            check.Numbers(steps.Select(s => s.Loss), trace.Numbers(task, "loss"), $"loss of task {task}, step");
            check.Numbers(steps.Select(s => s.Terms.Values.Sum()), trace.Numbers(task, "penalty"), $"penalty of task {task}, step", 1e-12);
            check.Numbers(steps.Select(s => s.Loss + s.Terms.Values.Sum()), trace.Numbers(task, "total"), $"total loss of task {task}, step");
            foreach (((int _, int step), Tensor weights) in recorder.Weights.Where(w => w.Key.Task == task - 1))
                check.Weights(trace, learner.Model.Space, weights, $"task{task}.step{step}.", spelled);
            afterTask?.Invoke(learner, task, steps, check);
        }
        output.WriteLine($"largest relative difference {check.Worst:e1}");
    }
}
