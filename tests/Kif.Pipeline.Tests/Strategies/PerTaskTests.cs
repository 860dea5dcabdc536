using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Per-task training in the real loop: nothing is forgotten, and nothing is passed on.</summary>
public sealed class PerTaskTests
{
    private static StrategyComposition PerTask => new([new("per-task", new PerTaskStrategy())]);

    [Fact]
    public void Backward_transfer_is_exactly_0_where_sequential_training_forgets()
    {
        ContinualMetrics.BackwardTransfer(Matrix(PerTask)).Should().Be(0);
        ContinualMetrics.Forgetting(Matrix(PerTask)).Should().Be(0);
        ContinualMetrics.BackwardTransfer(Matrix(new([]))).Should().NotBe(0);
    }

    [Fact]
    public void A_task_gets_the_weights_that_it_would_get_alone()
    {
        TrainingOptions options = TinyRun.Options;
        options.Order = ExampleOrder.AsGiven;
        using ContinualLearner all = TinyRun.Learner(PerTask, options), alone = TinyRun.Learner(options: options);
        all.Learn("first", TinyRun.Task(0), TestContext.Current.CancellationToken);
        all.WeightsFor("second").Should().BeNull("it was not learned yet");
        all.Learn("second", TinyRun.Task(1), TestContext.Current.CancellationToken);
        alone.Learn("second", TinyRun.Task(1), TestContext.Current.CancellationToken);

        all.WeightsFor("second")!.data<double>().ToArray().Should().Equal(alone.Weights.data<double>().ToArray());
        all.WeightsFor("first")!.data<double>().ToArray().Should().NotEqual(alone.Weights.data<double>().ToArray());
    }

    /// <summary>Minus the mean loss on each task's examples, in place of a score.</summary>
    private static PerformanceMatrix Matrix(StrategyComposition composition)
    {
        var matrix = new PerformanceMatrix(["task0", "task1", "task2"]);
        using ContinualLearner learner = TinyRun.Learner(composition);
        for (int row = 0; row < 3; row++)
        {
            learner.Learn($"task{row}", TinyRun.Task(row), TestContext.Current.CancellationToken);
            for (int task = 0; task <= row; task++)
            {
                using var scope = torch.NewDisposeScope();
                using TokenBatch batch = learner.Model.Collate([.. TinyRun.Task(task).Select(TinyRun.Encoder.Encode)]);
                matrix[row, task] = -learner.Model.Forward(batch, learner.WeightsFor($"task{task}")!).Loss.ToDouble();
            }
        }
        return matrix;
    }
}
