using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>
/// Step by step against recorded runs of independent implementations, in float64 and through the real training loop: losses, regularizer, gradient norms,
/// learning rates, weights, moving averages, scores, thresholds, coefficients and fused weights over all tasks.
/// </summary>
public sealed class TraceTests(ITestOutputHelper output)
{
    private readonly TraceCheck check = new();

    public static TheoryData<string> Traces => [.. Fixtures.Folders("traces").Where(n => n != "recurrent")];

    [Theory]
    [MemberData(nameof(Traces))]
    public void A_KIF_trace_is_followed_over_all_tasks(string name)
    {
        using var trace = new Trace("traces", name);
        string estimator = trace.Text("estimator"), fusion = trace.Text("fusion");
        bool matrix = estimator.StartsWith("matrix", StringComparison.Ordinal);
        ISkillUnitDecomposer decomposer = matrix ? new MatrixUnits() : new RankUnits();
        SensitivityOrder order = estimator == "param_mix"
            ? SensitivityOrder.Mixed : estimator == "param_second" ? SensitivityOrder.Second : SensitivityOrder.First;
        var smoothing = new SensitivityOptions
            { Beta1 = trace.Settings.GetProperty("beta1").GetDouble(), Beta2 = trace.Settings.GetProperty("beta2").GetDouble() };
        IKnowledgeFuser fuser = fusion == "adaptive" ? new AdaptiveFuser(new()) : new ThresholdFuser(new());
        var kif = new KifStrategy(decomposer, new SensitivityImportance(order, smoothing), fuser, new KifLoraOptions());
        double orthogonality = trace.Settings.TryGetProperty("orthogonality", out var o) ? o.GetDouble() : 0;
        Follow(trace, kif, decomposer, orthogonality);
    }

    private void Follow(Trace trace, KifStrategy kif, ISkillUnitDecomposer decomposer, double orthogonality)
    {
        using var scope = torch.NewDisposeScope();
        var recorder = new Recorder(kif, decomposer, UnitAggregation.ProductOfMeans);
        List<StrategyPart> parts = [new("recorder", recorder), new("kif", kif)];
        if (orthogonality > 0) parts.Add(new("orthogonality", new OrthogonalFactors(new() { Lambda = orthogonality })));
        var steps = new List<StepFinished>();
        FusionExplanation? explanation = null;
        using var learner = new ContinualLearner(trace.Model(), trace.Encoder,
            new StrategyComposition(parts, trains: trace.Adapters ? TrainedWeights.Adapter : TrainedWeights.All),
            trace.Options(), new RandomStream(1), e =>
            {
                if (e is StepFinished s) steps.Add(s);
                if (e is TaskLearned t) explanation = t.Explanations.GetValueOrDefault("kif");
            });
        for (int task = 1; task <= trace.Tasks.Count; task++)
        {
            steps.Clear();
            learner.Learn($"task{task}", [.. trace.Tasks[task - 1].Select(e => e.Example)], TestContext.Current.CancellationToken);
            check.Numbers(steps.Select(s => s.Loss), trace.Numbers(task, "loss"), "loss");
            check.Numbers(steps.Select(s => s.GradientNorm), trace.Numbers(task, "grad_norm"), "gradient norm");
            check.Numbers(steps.Select(s => s.LearningRate), trace.Numbers(task, "learning_rate"), "learning rate");
            check.Numbers(steps.Select(s => s.Terms.GetValueOrDefault("orthogonality")), trace.Numbers(task, "orthogonality"), "orthogonality");
            foreach (((int index, int step), Tensor weights) in recorder.Weights.Where(w => w.Key.Task == task - 1))
                check.Weights(trace, learner.Model.Space, weights, $"task{task}.step{step}.");
            check.Weights(trace, learner.Model.Space, learner.Weights, $"task{task}.fused.");
            (Tensor sensitivity, Tensor uncertainty, double[] scores) = recorder.Importance[task - 1];
            check.Weights(trace, learner.Model.Space, sensitivity, $"task{task}.sensitivity.");
            check.Weights(trace, learner.Model.Space, uncertainty, $"task{task}.uncertainty.");
            string[] names = [.. trace.Json.GetProperty($"task{task}").GetProperty("units").EnumerateArray().Select(u => u.GetString()!)];
            explanation!.Units.Should().BeEquivalentTo(names);
            int[] place = [.. names.Select(n => explanation.Units.ToList().IndexOf(n))];
            check.Numbers(place.Select(i => scores[i]), trace.Numbers(task, "scores"), "scores");
            double[] accumulated = kif.Accumulated!.Values.ToArray();
            check.Numbers(place.Select(i => accumulated[i]), trace.Numbers(task, "accumulated_after"), "accumulated scores");
            if (task == 1) continue;
            check.Numbers(place.Select(i => explanation.Current[i]), trace.Numbers(task, "normalised"), "normalized scores");
            check.Numbers(place.Select(i => explanation.Accumulated[i]), trace.Numbers(task, "accumulated_normalised"), "normalized accumulated scores");
            check.Numbers(place.Select(i => explanation.Coefficients[i]), trace.Numbers(task, "current_weight"), "coefficients");
            double[] thresholds = [ScoreMath.Quantile([.. explanation.Current], 0.8), ScoreMath.Quantile([.. explanation.Accumulated], 0.8)];
            check.Numbers(thresholds, trace.Numbers(task, "thresholds"), "thresholds");
        }
        output.WriteLine($"largest relative difference {check.Worst:e1}");
    }
}
