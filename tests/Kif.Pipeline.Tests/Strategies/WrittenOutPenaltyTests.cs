using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>EWC, SI, MAS and L2 train as their formulas written out do, task by task and without an estimator.</summary>
public sealed class WrittenOutPenaltyTests
{
    [Theory]
    [InlineData("ewc", "lambda=400")]
    [InlineData("ewc", "lambda=400", "online=true")]
    [InlineData("si", "lambda=10")]
    [InlineData("mas", "lambda=1")]
    [InlineData("l2", "lambda=10")]
    [InlineData("kif-lora+ewc", "ewc.lambda=400")]
    [InlineData("kif-lora+si", "si.lambda=10")]
    [InlineData("kif-lora+mas", "mas.lambda=1")]
    public void A_run_is_that_of_the_formula(string name, params string[] settings)
    {
        var composer = new StrategyComposer(KifServices.BuiltIn());
        StrategyComposition own = composer.Choose(name, settings.Select(s => s.Split('=')).Select(s => KeyValuePair.Create(s[0], s[1]))).Compose();
        StrategyComposition other = composer.Choose(name.Contains('+') ? "kif-lora" : "seq-lora").Compose();
        string method = name.Split('+')[^1];
        double strength = double.Parse(settings[0].Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
        var written = new WrittenOut(method, method == "mas" ? strength : strength / 2, online: settings.Length > 1 || method == "si");

        double[] ours = Losses(own), theirs = Losses(new StrategyComposition([.. other.Parts, new(method, written)]));

        for (int i = 0; i < ours.Length; i++) ours[i].Should().BeApproximately(theirs[i], 1e-12 * Math.Abs(theirs[i]), $"number {i}");
    }

    private static double[] Losses(StrategyComposition composition)
    {
        var losses = new List<double>();
        double[] weights = TinyRun.Learn(composition, tasks: 3, hear: e =>
        {
            if (e is StepFinished s) losses.AddRange([s.Loss, s.Terms.Values.Sum()]);
        });
        return [.. losses, .. weights];
    }

    /// <summary>The penalty as a sum over tasks, or around the last task's weights.</summary>
    private sealed class WrittenOut(string method, double factor, bool online) : ContinualStrategy
    {
        private readonly List<(Tensor Importance, Tensor Anchor)> terms = [];
        private Tensor? path, reached, score;

        public override TaskPlan BeforeTask(in TaskStart task) => new() { NeedsPath = true };

        public override Tensor? Penalty(in PenaltyInput step)
        {
            Tensor weights = step.Weights;
            Tensor? sum = null;
            foreach ((Tensor importance, Tensor anchor) in terms)
            {
                Tensor term = (importance * (weights - anchor).square()).sum();
                sum = sum is null ? term : sum + term;
            }
            return sum is null ? null : sum * factor;
        }

        public override StepOutcome AfterStep(in StepEnd step)
        {
            Tensor won = step.TaskGradients! * (step.PreviousWeights! - step.Weights);
            Keep(ref path, path is null ? won : path + won);
            Keep(ref reached, step.Weights);
            return StepOutcome.Continue;
        }

        public override TaskOutcome EndTask(in TaskEnd task)
        {
            Keep(ref score, torch.clamp(path!, 0) / ((reached! - task.Start).pow(2) + 1e-3));
            path = null;
            return TaskOutcome.Keep;
        }

        public override void AfterTask(in TaskFinished task)
        {
            Tensor own = method switch
            {
                "ewc" => task.Passes.Gradients(task.Train, task.Weights, GradientTarget.CrossEntropy, GradientReduction.MeanSquare),
                "mas" => task.Passes.Gradients(task.Train, task.Weights, GradientTarget.SquaredLogits, GradientReduction.MeanAbsolute),
                "si" => score!,
                _ => torch.ones_like(task.Weights),
            };
            if (terms.Count > 0 && online) own = terms[0].Importance + own;
            if (terms.Count > 0 && method == "mas") own = terms[0].Importance / 2 + own / 2;
            if (method != "ewc" || online) terms.Clear();
            Tensor? importance = null, anchor = null;
            Keep(ref importance, own);
            Keep(ref anchor, task.Weights);
            terms.Add((importance!, anchor!));
        }
    }
}
