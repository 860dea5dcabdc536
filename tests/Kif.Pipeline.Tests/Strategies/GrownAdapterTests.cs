using Kif.Models;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Strategies that start a new adapter with every task (algorithms.md 10.4, 10.10, 15).</summary>
public sealed class GrownAdapterTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Theory]
    [InlineData("inc-lora", 0)]
    [InlineData("inc-lora", 0.2)]
    [InlineData("o-lora", 0)]
    [InlineData("o-lora", 0.2)]
    public void Beside_the_base_or_merged_into_it_is_the_same(string strategy, double dropout)
    {
        using var scope = torch.NewDisposeScope();
        (ContinualLearner stacked, List<StepFinished> one) = Run(strategy, dropout, "grow=stack");
        (ContinualLearner merged, List<StepFinished> two) = Run(strategy, dropout, "grow=merge");
        using (stacked)
        using (merged)
        {
            one.Select(s => s.Position.TaskIndex).Max().Should().Be(2);
            Largest(one.Select(s => s.Loss), two.Select(s => s.Loss)).Should().BeLessThan(1e-9);
            Largest(one.Select(s => s.Terms.Values.Sum()), two.Select(s => s.Terms.Values.Sum())).Should().BeLessThan(1e-9);
            Largest(stacked.Weights.data<double>(), merged.Weights.data<double>()).Should().BeLessThan(1e-9);
            using TokenBatch batch = stacked.Model.Collate([.. TinyRun.Task(0).Select(TinyRun.Encoder.Encode)]);
            Tensor before = stacked.Model.Logits(batch, stacked.Weights);
            (before - merged.Model.Logits(batch, merged.Weights)).abs().max().ToDouble().Should().BeLessThan(1e-9);
            (before - stacked.Model.Logits(batch, stacked.Model.Space.Zeros())).abs().max().ToDouble().Should()
                .BeGreaterThan(1e-3, "the newest adapter is part of it");
        }
    }

    [Fact]
    public void The_overlap_is_nothing_in_the_first_task_and_compares_with_all_earlier_ranks_later()
    {
        (ContinualLearner learner, List<StepFinished> steps) = Run("o-lora", 0, "lambda1=0.3");
        using (learner)
        {
            steps.Where(s => s.Position.TaskIndex == 0).Should().NotBeEmpty().And.OnlyContain(s => s.Terms.Count == 0);
            steps.Where(s => s.Position.TaskIndex > 0).Should().OnlyContain(s => s.Terms["overlap"] > 0);
            learner.Model.Frozen.Sum(f => f.Space.Parameters[0].Shape[0]).Should().Be(2 * 2, "rank 2 in each of two earlier tasks");
        }
    }

    [Fact]
    public void A_larger_weight_leaves_less_overlap()
    {
        double Last(string lambda)
        {
            (ContinualLearner learner, List<StepFinished> steps) = Run("o-lora", 0, $"lambda1={lambda}");
            learner.Dispose();
            return steps[^1].Terms["overlap"] / double.Parse(lambda, System.Globalization.CultureInfo.InvariantCulture);
        }

        Last("1").Should().BeLessThan(0.95 * Last("0.000001"));
    }

    [Theory]
    [InlineData("grow=stack")]
    [InlineData("grow=merge")]
    public void Without_its_terms_O_LoRA_is_incremental_adapters_bit_for_bit(string grow)
    {
        (ContinualLearner plain, List<StepFinished> one) = Run("inc-lora", 0.2, grow);
        (ContinualLearner without, List<StepFinished> two) = Run("o-lora", 0.2, grow, "lambda1=0", "lambda2=0");
        using (plain)
        using (without)
        {
            two.Select(s => s.Loss).Should().Equal(one.Select(s => s.Loss));
            without.Weights.data<double>().ToArray().Should().Equal(plain.Weights.data<double>().ToArray());
            without.StateBytes.Should().Be(plain.StateBytes);
        }
    }

    [Fact]
    public void The_whole_model_with_all_adapters_merged_in_answers_the_same()
    {
        using var scope = torch.NewDisposeScope();
        (ContinualLearner learner, _) = Run("o-lora", 0);
        using (learner)
        using (ILanguageModel whole = TinyRun.Model(trains: TrainedWeights.All))
        {
            using TokenBatch batch = whole.Collate([.. TinyRun.Task(1).Select(TinyRun.Encoder.Encode)]);
            Tensor flat = torch.zeros(1);
            ((LanguageModel)learner.Model).Export(learner.Weights, all => flat = torch.cat([.. whole.Space.Parameters.Select(p => all[p.Name].reshape(-1))]));
            (whole.Logits(batch, flat) - learner.Model.Logits(batch, learner.Weights)).abs().max().ToDouble().Should().BeLessThan(1e-10);
        }
    }

    [Fact]
    public void The_overlap_without_new_adapters_is_refused_with_the_reason()
    {
        var alone = new StrategyComposition([new("overlap", new AdapterOverlap(_ => 0.5, squared: false, AdapterGrowth.Stack))]);
        FluentActions.Invoking(() => TinyRun.Learn(alone)).Should().Throw<CompositionException>().WithMessage("*needs a part that starts a new adapter*");
    }

    [Fact]
    public void The_terms_go_together_with_other_parts()
    {
        StrategyComposition Both(double weight) => new(
            [new("grow", new IncLoraStrategy(AdapterGrowth.Merge)), new("overlap", new AdapterOverlap(_ => weight, squared: false, AdapterGrowth.Merge)),
                new("migu", new MiguStrategy(new()))]);
        TinyRun.Learn(Both(0.5), tasks: 3).Should().NotEqual(TinyRun.Learn(Both(0), tasks: 3));
    }

    private static (ContinualLearner Learner, List<StepFinished> Steps) Run(string strategy, double dropout, params string[] settings)
    {
        var steps = new List<StepFinished>();
        StrategyComposition composition = Composer.Choose(strategy, settings.Select(s => s.Split('='))
            .Select(p => new KeyValuePair<string, string>(p[0], p[1]))).Compose();
        ContinualLearner learner = TinyRun.Learner(composition, dropout: dropout, hear: e => { if (e is StepFinished s) steps.Add(s); });
        for (int task = 0; task < 3; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        return (learner, steps);
    }

    private static double Largest(IEnumerable<double> a, IEnumerable<double> b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
