using Kif.Models;
using Kif.Pipeline.Tests.Training;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>MIGU in the real loop (algorithms.md 10.13, 15).</summary>
public sealed class MiguTests
{
    [Theory]
    [InlineData(TrainedWeights.Adapter)]
    [InlineData(TrainedWeights.All)]
    public void A_quantile_of_0_is_sequential_training_bit_for_bit(TrainedWeights trains)
    {
        double[] plain = TinyRun.Learn(new([], trains: trains), dropout: 0.2);
        TinyRun.Learn(Migu(0, trains: trains), dropout: 0.2).Should().Equal(plain);
        TinyRun.Learn(Migu(0.7, trains: trains), dropout: 0.2).Should().NotEqual(plain);
    }

    [Fact]
    public void The_first_task_is_sequential_training_bit_for_bit() =>
        TinyRun.Learn(Migu(0.7), tasks: 1, dropout: 0.2).Should().Equal(TinyRun.Learn(tasks: 1, dropout: 0.2));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Masked_rows_stay_where_they_are_only_when_they_are_frozen(bool freeze)
    {
        // One row in three steps: once the row was open, momentum moves it in later steps too, unless it is frozen then.
        int still = 0, masked = 0;
        Tensor? before = null;
        ParameterSpace? space = null;
        var open = new Dictionary<string, bool[]>();
        var watch = new ScriptedPart
        {
            OnGradients = (in GradientInput step) =>
            {
                open = step.Outputs.ToDictionary(o => o.Key, o => MiguStrategy.Rows(o.Value, 0.7).data<bool>().ToArray());
                before = step.Weights.clone();
                return GradientOutcome.Unchanged;
            },
            OnStep = (in StepEnd step) =>
            {
                Tensor moved = (step.Weights - before!).abs();
                foreach ((string name, bool[] rows) in open)
                {
                    bool[] moves = space!.View(moved, space[name]).sum(1L).gt(0).data<bool>().ToArray();
                    masked += rows.Count(r => !r);
                    still += rows.Zip(moves).Count(p => !p.First && !p.Second);
                }
                return StepOutcome.Continue;
            },
        };
        StrategyComposition migu = Migu(0.7, freeze);
        using ContinualLearner learner = TinyRun.Learner(new([.. migu.Parts, new("watch", watch)]));
        space = learner.Model.Space;
        for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);

        masked.Should().BePositive();
        if (freeze) still.Should().Be(masked);
        else still.Should().BeLessThan(masked);
    }

    [Fact]
    public void GPT_2_masks_outputs_though_its_weights_are_stored_the_other_way_round()
    {
        LanguageModel model = LanguageModel.WithAllWeights(PretrainedBackbones.Load(
            ModelFolder.Open(Directory.GetDirectories(Path.Combine(Fixtures.Root, "models"), "gpt2*").Order(StringComparer.Ordinal).Last()),
            dtype: ScalarType.Float64));
        ParameterInfo[] maps = [.. model.Space.Parameters.Where(p => p.Role == ParameterRole.Weight && p.Module.Transposed)];
        maps.Should().OnlyContain(p => p.Name.Contains(".c_")).And.Contain(p => p.Shape[0] == p.Shape[1], "shapes alone do not tell");
        StrategyComposition migu = Migu(0.7, freeze: true, TrainedWeights.All);
        using var learner = new ContinualLearner(model, TinyRun.Encoder, migu, TinyRun.Options, new RandomStream(1));
        learner.Learn("first", TinyRun.Task(0, 8), TestContext.Current.CancellationToken);
        using var scope = torch.NewDisposeScope();
        Tensor before = learner.Weights.clone();

        learner.Learn("second", TinyRun.Task(1, 8), TestContext.Current.CancellationToken);

        foreach (ParameterInfo map in maps)
        {
            bool[] moved = model.Space.View((learner.Weights - before).abs(), map).sum(0L).gt(0).data<bool>().ToArray();
            int above = moved.Length - (int)Math.Ceiling(0.7 * (moved.Length - 1));
            moved.Count(m => m).Should().BeInRange(1, above, "a single step moves at most the columns of {0} above the quantile", map.Name);
        }
    }

    private static StrategyComposition Migu(double quantile, bool freeze = false, TrainedWeights trains = TrainedWeights.Adapter) =>
        new([new("migu", new MiguStrategy(new() { Quantile = quantile, FreezeMaskedRows = freeze }))], trains: trains);
}
