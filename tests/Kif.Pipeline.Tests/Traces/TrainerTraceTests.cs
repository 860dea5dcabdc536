using System.Globalization;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>
/// Recorded runs of the Trainer of transformers, in float64 and through the real training loop, with the settings that docs/from-peft.md names: batches and
/// steps, losses, gradient norms, learning rates and weights of all tasks. Trainer computes some sums in float32 whatever the model's type.
/// </summary>
public sealed class TrainerTraceTests(ITestOutputHelper output)
{
    private readonly TraceCheck losses = new(1e-6), norms = new(5e-6), weights = new(5e-6);

    public static TheoryData<string> Runs => [.. Fixtures.Folders("trainer")];

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_of_Trainer_is_followed_over_all_tasks(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var trace = new TrainerTrace(name);
        var composer = new StrategyComposer(KifServices.BuiltIn());
        StrategyComposition sequential = composer.Choose("seq-lora").Compose();
        var recorder = new Recorder(null, null, UnitAggregation.Mean);
        var steps = new List<StepFinished>();
        var ends = new List<int>();
        var batches = new List<IReadOnlyList<EncodedExample>>();
        TrainerTask? task = null;
        // transformers 5 adds up where others average; that is no setting, but a part of a strategy can do it.
        int Factor(int step) => trace.AddsUp ? task!.Ends[step] - (step == 0 ? 0 : task.Ends[step - 1]) : 1;
        List<StrategyPart> parts = [.. sequential.Parts, new("recorder", recorder)];
        if (trace.AddsUp) parts.Add(new("added-up", new AddedUpBatches(Factor)));
        TrainingOptions options = trace.Options();
        var table = trace.Tasks.SelectMany((t, i) => t.Rows.Select((row, j) => ($"{i}/{j}", row))).ToDictionary();
        using var learner = new ContinualLearner(trace.Model(batches.Add), new TableEncoder(table),
            new StrategyComposition(parts, sequential.Buffer, sequential.Trains), options, new RandomStream(1), e =>
            {
                if (e is not StepFinished s) return;
                steps.Add(s);
                ends.Add(batches.Count);
            });
        for (int t = 0; t < trace.Tasks.Count; t++)
        {
            task = trace.Tasks[t];
            steps.Clear();
            ends.Clear();
            batches.Clear();
            options.RecordedOrder = task.Orders;
            learner.Learn($"task{t}", [.. task.Rows.Select((_, j) => new Example("", "", $"{t}/{j}"))], TestContext.Current.CancellationToken);

            ends.Should().Equal(task.Ends);
            batches.Zip(task.Batches).Should().OnlyContain(b => b.First.Count == b.Second.Count && b.First.Zip(b.Second, TrainerTask.Same).All(same => same));
            steps.Select(s => s.LearningRate).Should().Equal(task.LearningRates);
            losses.Numbers(steps.Select((s, i) => s.Loss * Factor(i)), task.Losses, $"loss of task {t}, step");
            // transformers 4 logs four digits.
            task.LoggedLosses.Zip(task.Losses).Should().OnlyContain(l => Math.Abs(l.First - l.Second) <= 5.1e-5);
            norms.Numbers(steps.Select(s => s.GradientNorm), task.GradientNorms, $"gradient norm of task {t}, step");
            foreach (((int _, int step), Tensor after) in recorder.Weights.Where(w => w.Key.Task == t))
                Weights(trace, learner.Model.Space, after, $"task{t}.step{step}.");
            Weights(trace, learner.Model.Space, learner.Weights, $"task{t}.end.").Should().BeTrue("the end is recorded");
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| `{name}` | {trace.Version} | {(trace.AddsUp && options.BatchSize > options.MicroBatchSize ? "by a part that adds up" : "followed")} | "
            + $"{losses.Worst:e1} | {norms.Worst:e1} | {weights.Worst:e1} |"));
    }

    private bool Weights(TrainerTrace trace, ParameterSpace space, Tensor flat, string prefix)
    {
        if (trace.Weights(space, prefix) is not { } wanted) return false;
        foreach (ParameterInfo p in space.Parameters) weights.Tensors(space.View(flat, p), wanted[p.Name], prefix + p.Name);
        return true;
    }
}
