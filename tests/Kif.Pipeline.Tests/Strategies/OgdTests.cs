using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Orthogonal gradient descent in the real loop (algorithms.md 10.9).</summary>
public sealed class OgdTests
{
    [Fact]
    public void The_first_task_is_sequential_training_bit_for_bit() =>
        TinyRun.Learn(Ogd(), tasks: 1, dropout: 0.2).Should().Equal(TinyRun.Learn(tasks: 1, dropout: 0.2));

    [Fact]
    public void Later_gradients_are_orthogonal_to_those_of_earlier_tasks_and_the_basis_grows_by_what_was_asked_for()
    {
        var along = new List<double>();
        Tensor? old = null;
        var before = new ScriptedPart
        {
            OnKept = (in TaskFinished task) =>
            {
                // Few enough examples that all of them are remembered.
                (IExtraPasses probe, Tensor weights) = (task.Passes, task.Weights);
                if (task.Index == 0)
                    old = torch.stack(task.Train.Select(e => probe.Gradients([e], weights, GradientTarget.CrossEntropy, GradientReduction.BatchMean)))
                        .DetachFromDisposeScope();
                return true;
            },
        };
        var after = new ScriptedPart
        {
            OnGradients = (in GradientInput step) =>
            {
                if (step.Position.TaskIndex == 1) along.Add((torch.mv(old!, step.Gradients) / (old!.norm(1) * step.Gradients.norm())).abs().max().ToDouble());
                return GradientOutcome.Unchanged;
            },
        };
        using ContinualLearner learner = TinyRun.Learner(new([new("before", before), .. Ogd().Parts, new("after", after)]));
        for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task, 8), TestContext.Current.CancellationToken);

        along.Should().NotBeEmpty().And.OnlyContain(a => a < 1e-10);
        learner.StateBytes.Should().Be(2 * 8 * learner.Model.Space.Length * sizeof(double));
        old!.Dispose();
    }

    private static StrategyComposition Ogd() => new([new("ogd", new OgdStrategy(new()))]);
}
