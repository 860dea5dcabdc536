using Kif.Pipeline.Tests.Strategies;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.State;

/// <summary>A run that is stopped between any two steps, and goes on in the same learner or in another process, is the run that was never stopped.</summary>
public sealed class PauseTests : IDisposable
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();
    private readonly string folder = Directory.CreateTempSubdirectory("kif-").FullName;

    public static TheoryData<string> Strategies =>
        [.. ResumeTests.Strategies.Select(row => row.Data), "kif-m mode=Separate", "replay mode=Separate", "kif-lora+si",
            "kif-online everysteps=2", "kif-online everysteps=2 boundaries=false", "si+replay replay.mode=Separate",
            "replay mode=Balanced buffer.share=0.5", .. Enum.GetNames<MethodProfile>().SelectMany(p => Passing.Select(s => $"{s} profile={p}")),
            .. RegularizerRunTests.Estimators.Select(row => $"ewc estimate={row.Data}")];

    /// <summary>Memories larger than a step, and phases within it.</summary>
    private static IEnumerable<string> Passing =>
        ["a-gem buffer.share=0.5", "der++ buffer.share=0.5", "der++ batchsize=11 buffer.share=0.5", "recurrent-kif innersteps=2 outersteps=3 buffer.share=0.5"];

    public static TheoryData<string> Variants => [.. OptionVariants.Of(Catalog).Except(Strategies.Select(row => row.Data))];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Stopped_at_every_step_and_resumed_from_files_it_ends_with_the_same_bits(string strategy)
    {
        Outcome whole = Whole(strategy);
        ContinualLearner learner = Learner(strategy);
        int stops = 0;
        for (int task = 0; task < 2; task++)
        {
            while (!Learn(learner, task, steps: 1))
            {
                stops++;
                learner.PausedTask.Should().Be($"task{task}");
                learner.Save(folder);
                learner.Dispose();
                learner = Learner(strategy);
                learner.Resume(folder);
                learner.PausedTask.Should().Be($"task{task}");
            }
        }
        stops.Should().BeGreaterThanOrEqualTo(5);
        Of(learner).Should().BeEquivalentTo(whole);
        learner.Dispose();
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Stopped_at_every_step_it_goes_on_in_the_same_learner(string strategy)
    {
        using ContinualLearner learner = Learner(strategy);
        for (int task = 0; task < 2; task++)
            while (!Learn(learner, task, steps: 1)) learner.PausedTask.Should().Be($"task{task}");
        Of(learner).Should().BeEquivalentTo(Whole(strategy));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Under_every_profile_and_choice_it_is_resumed_from_files_with_the_same_bits(string strategy)
    {
        Outcome whole;
        try
        {
            whole = Whole(strategy);
        }
        catch (CompositionException e)
        {
            Assert.Skip(e.Message);
            return;
        }
        ContinualLearner learner = Learner(strategy);
        for (int task = 0; task < 2; task++)
        {
            Learn(learner, task, steps: task + 1).Should().BeFalse();
            learner.Save(folder);
            learner.Dispose();
            learner = Learner(strategy);
            learner.Resume(folder);
            Learn(learner, task, steps: int.MaxValue).Should().BeTrue();
        }
        Of(learner).Should().BeEquivalentTo(whole);
        learner.Dispose();
    }

    [Fact]
    public void Another_task_or_other_examples_are_refused_in_the_middle_of_one()
    {
        using ContinualLearner learner = Learner("kif");
        Learn(learner, 0, steps: 1).Should().BeFalse();
        learner.Invoking(l => l.Learn("other", TinyRun.Task(0))).Should().Throw<ArgumentException>()
            .WithMessage("the learner is in the middle of task 'task0', which is learned to its end before 'other'*");
        learner.Invoking(l => l.Learn("task0", TinyRun.Task(1))).Should().Throw<ArgumentException>()
            .WithMessage("*these are other examples than it began with*");
        Learn(learner, 0, steps: int.MaxValue).Should().BeTrue();
        learner.PausedTask.Should().BeNull();
    }

    [Fact]
    public void A_learner_that_was_not_to_pause_says_that_it_failed()
    {
        using var stop = new CancellationTokenSource();
        using ContinualLearner learner = TinyRun.Learner(hear: e => { if (e is StepFinished) stop.Cancel(); });
        learner.Invoking(l => l.Learn("a", TinyRun.Task(0), stop.Token, pausable: false)).Should().Throw<OperationCanceledException>();
        learner.Invoking(l => l.Save(folder)).Should().Throw<InvalidOperationException>().WithMessage("*failed in the middle of task 'a'*");
    }

    [Fact]
    public void A_cancellation_from_within_a_step_is_no_pause()
    {
        using var never = new CancellationTokenSource();
        using ContinualLearner learner = TinyRun.Learner(hear: e => { if (e is StepFinished) throw new OperationCanceledException("a listener's own"); });
        learner.Invoking(l => l.Learn("a", TinyRun.Task(0), never.Token)).Should().Throw<OperationCanceledException>();
        learner.Invoking(l => l.Save(folder)).Should().Throw<InvalidOperationException>().WithMessage("*failed in the middle of task 'a'*");
    }

    [Fact]
    public void A_learner_takes_up_one_folder_only()
    {
        using ContinualLearner paused = Learner("inc-lora"), other = Learner("inc-lora");
        Learn(paused, 0, steps: 1).Should().BeFalse();
        paused.Save(folder);
        other.Resume(folder);
        other.Invoking(o => o.Resume(folder)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_task_without_examples_is_refused_and_nothing_happens()
    {
        using ContinualLearner learner = TinyRun.Learner();
        learner.Invoking(l => l.Learn("a", [])).Should().Throw<ArgumentException>().WithMessage("task 'a' has no training examples*");
        learner.Learn("a", TinyRun.Task(0), TestContext.Current.CancellationToken);
        learner.TasksLearned.Should().Be(1);
    }

    public void Dispose() => Directory.Delete(folder, true);

    private readonly Dictionary<ContinualLearner, Stopper> stoppers = [];

    private sealed record Outcome(double[][] Weights, long Steps, long ExtraBackward, long TaskExamples, long StateBytes);

    private sealed class Stopper
    {
        public CancellationTokenSource? Source { get; set; }

        public int Left { get; set; }

        public void Hear(RunEvent e)
        {
            if (e is StepFinished && --Left == 0) Source?.Cancel();
        }
    }

    private static Outcome Of(ContinualLearner learner) => new(
        [.. Enumerable.Range(0, 2).Select(task => learner.WeightsFor($"task{task}")?.data<double>().ToArray() ?? [])],
        learner.Cost.Steps, learner.Cost.ExtraBackward, learner.Cost.TaskExamples, learner.StateBytes);

    private Outcome Whole(string strategy)
    {
        using ContinualLearner learner = Learner(strategy);
        for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        return Of(learner);
    }

    /// <summary>Whether the task was learned to its end within so many steps.</summary>
    private bool Learn(ContinualLearner learner, int task, int steps)
    {
        using var stop = new CancellationTokenSource();
        (stoppers[learner].Source, stoppers[learner].Left) = (stop, steps);
        try
        {
            learner.Learn($"task{task}", TinyRun.Task(task), stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private ContinualLearner Learner(string strategy)
    {
        var stopper = new Stopper();
        ContinualLearner learner = TinyRun.Learner(
            OptionVariants.Compose(Catalog, strategy), new TrainingOptions
                { LearningRate = 0.01, Epochs = 1, BatchSize = 8, WarmupSteps = 0, ClipNorm = 0.5 }, dropout: 0.1, hear: stopper.Hear);
        stoppers[learner] = stopper;
        return learner;
    }
}
