using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.State;

/// <summary>A run that is stopped while a strategy passes over examples before a task or at its end stops at once, and goes on as if it had never stopped.</summary>
public sealed class InterruptTests : IDisposable
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();
    private readonly string folder = Directory.CreateTempSubdirectory("kif-").FullName;

    public static TheoryData<string> Strategies =>
    [
        "ewc", "ewc online=true attrainedweights=true", "ewc profile=Paper", "ewc profile=OfficialCode estimate.batchsize=3", "mas", "mas profile=OfficialCode",
        "l2 estimate=fisher", "kif estimate=fisher", "kif-lora estimate=mas fuse=fisher-weighted", "kif-m mode=Separate estimate=fisher buffer.share=0.5",
        "kif-m mode=Separate buffer=most-uncertain", "kif-lora+ewc ewc.attrainedweights=true kif-lora.estimate=fisher", "kif-lora+si+mas", "ogd",
        "der++ buffer.share=0.5", "der++ profile=OfficialCode buffer.share=0.5", "replay mode=Separate buffer=most-uncertain buffer.measure=Loss",
        "sure buffer.share=0.5", "inflora", "inflora grow=merge", "inflora profile=OfficialCode",
        "opr share=1", "opr share=1 score=Likelihood temperature=1", "replay buffer=surprise buffer.score=SourceAsLabels",
        "gainlora", "gainlora over=OLora",
        "recurrent-kif innersteps=2 buffer=most-uncertain buffer.share=0.5", "a-gem profile=OfficialCode buffer=most-uncertain buffer.share=0.5",
        "inc-lora+replay replay.buffer=most-uncertain", "o-lora+replay o-lora.grow=merge replay.buffer=most-uncertain", "per-task+replay replay.buffer=most-uncertain",
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Stopped_in_the_middle_of_passes_it_goes_on_with_the_same_bits(string strategy)
    {
        Outcome whole;
        int passes;
        using (var run = new Run(strategy))
        {
            run.Learn(0);
            run.Learn(1);
            (whole, passes) = (run.Outcome(), run.Passes);
        }
        passes.Should().BePositive();
        foreach (int stop in new[] { 0, passes / 2, passes - 2 }.Where(s => s >= 0).Distinct())
        {
            using var run = new Run(strategy);
            run.Learn(0);
            run.Learn(1, stop).Should().BeFalse();
            run.Passes.Should().Be(stop + 1, "no pass is begun after the one that was stopped");
            run.Learner.PausedTask.Should().Be("task1");
            run.Learner.Save(folder);
            using (var other = new Run(strategy))
            {
                other.Learner.Resume(folder);
                other.Learn(1);
                other.Outcome().Should().BeEquivalentTo(whole, $"resumed from files at pass {stop} of {passes}");
            }
            run.Learn(1, stop / 4).Should().BeFalse();
            run.Learn(1);
            run.Outcome().Should().BeEquivalentTo(whole, $"stopped at pass {stop} of {passes}, and again");
        }
    }

    [Fact]
    public void Nothing_is_told_twice_but_that_the_task_begins()
    {
        using var run = new Run("ewc");
        run.Learn(0);
        run.Learn(1, 3).Should().BeFalse();
        run.Learn(1);
        run.Events.Where(e => e is not TaskStarted).Should().OnlyHaveUniqueItems();
        run.Events.OfType<TaskLearned>().Select(e => e.Task).Should().Equal("task0", "task1");
        run.Events.OfType<StepFinished>().Should().HaveCount(6);
    }

    [Fact]
    public void A_hook_that_goes_on_without_its_passes_is_stopped_too()
    {
        var careless = new ScriptedPart
        {
            OnEnd = (in TaskEnd task) =>
            {
                try
                {
                    foreach (Example e in task.Train) task.Passes.Forward([e], task.Weights);
                }
                catch (OperationCanceledException)
                {
                }
                return TaskOutcome.Keep;
            },
        };
        using var run = new Run(new StrategyComposition([new("careless", careless)]));
        run.Learn(0, 5).Should().BeFalse();
        run.Learn(0);
        run.Learner.TasksLearned.Should().Be(1);
    }

    [Fact]
    public void A_cancellation_of_the_hook_s_own_is_no_pause()
    {
        using var own = new CancellationTokenSource();
        own.Cancel();
        var part = new ScriptedPart { OnEnd = (in TaskEnd task) => throw new OperationCanceledException(own.Token) };
        using var run = new Run(new StrategyComposition([new("part", part)]));
        run.Invoking(r => r.Learn(0, 0)).Should().Throw<HookException>().WithMessage("*part*failed in EndTask of task*task0*canceled*");
        run.Learner.Invoking(l => l.Save(folder)).Should().Throw<InvalidOperationException>().WithMessage("*failed in the middle of task 'task0'*");
    }

    [Fact]
    public void A_learner_that_was_not_to_pause_stops_as_fast_and_says_that_it_failed()
    {
        using var run = new Run("ewc");
        run.Invoking(r => r.Learn(0, 2, pausable: false)).Should().Throw<OperationCanceledException>();
        run.Passes.Should().Be(3);
        run.Learner.Invoking(l => l.Save(folder)).Should().Throw<InvalidOperationException>().WithMessage("*failed in the middle of task 'task0'*");
    }

    [Fact]
    public void Stopped_in_the_passes_of_its_first_task_it_goes_on_with_the_same_bits()
    {
        using var whole = new Run("kif-lora+ewc kif-lora.estimate=fisher");
        whole.Learn(0);
        using var run = new Run("kif-lora+ewc kif-lora.estimate=fisher");
        run.Learn(0, 10).Should().BeFalse();
        run.Learn(0, 30).Should().BeFalse();
        run.Learner.Save(folder);
        using var other = new Run("kif-lora+ewc kif-lora.estimate=fisher");
        other.Learner.Resume(folder);
        foreach (Run each in new[] { run, other })
        {
            each.Learn(0);
            each.Outcome().Should().BeEquivalentTo(whole.Outcome());
        }
    }

    public void Dispose() => Directory.Delete(folder, true);

    private sealed record Outcome(double[][] Weights, IReadOnlyDictionary<string, long> Cost, long StateBytes, int Explained);

    private sealed class Run : IDisposable
    {
        private int left = -1;
        private bool resumed;
        private CancellationTokenSource? source;

        public Run(string strategy) : this(OptionVariants.Compose(Catalog, strategy))
        {
        }

        public Run(StrategyComposition composition) => Learner = new(
            new SeenModel(TinyRun.Model(dropout: 0.1, trains: composition.Trains), extra: Count), TinyRun.Encoder, composition,
            new() { LearningRate = 0.01, Epochs = 1, BatchSize = 8, MicroBatchSize = 4, WarmupSteps = 0 }, new RandomStream(1), Events.Add);

        public ContinualLearner Learner { get; }

        public List<RunEvent> Events { get; } = [];

        /// <summary>Extra passes before the first step of the task and after its last.</summary>
        public int Passes { get; private set; }

        private bool BesideSteps => resumed || Events.LastOrDefault() switch
        {
            null or TaskLearned => true,
            StepFinished { Position: var at } => at.Step == at.PlannedSteps - 1,
            _ => false,
        };

        /// <summary>Whether the task was learned to its end; it is stopped in the pass of this number.</summary>
        public bool Learn(int task, int stop = -1, bool pausable = true)
        {
            using var cancel = new CancellationTokenSource();
            (source, left, Passes, resumed) = (cancel, stop, 0, Learner.PausedTask is not null);
            try
            {
                Learner.Learn($"task{task}", TinyRun.Task(task), cancel.Token, pausable);
                return true;
            }
            catch (OperationCanceledException) when (pausable && Learner.PausedTask is not null && cancel.IsCancellationRequested && !IsBroken())
            {
                return false;
            }
        }

        public Outcome Outcome() => new(
            [.. Enumerable.Range(0, 2).Select(task => Learner.WeightsFor($"task{task}")?.data<double>().ToArray() ?? [])], Learner.Cost.Numbers,
            Learner.StateBytes, Events.OfType<TaskLearned>().LastOrDefault()?.Explanations.Count ?? 0);

        public void Dispose() => Learner.Dispose();

        private bool IsBroken()
        {
            using var scratch = new Scratch();
            try
            {
                Learner.Save(scratch.Path);
                return false;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }

        private void Count()
        {
            if (!BesideSteps) return;
            Passes++;
            if (left-- == 0) source!.Cancel();
        }
    }

    private sealed class Scratch : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("kif-").FullName;

        public void Dispose() => Directory.Delete(Path, true);
    }
}
