namespace Kif.Pipeline.Tests.Training;

[Collection(AloneCollection.Name)]
public sealed class FailingHookTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Hooks => new(new (string, bool)[]
    {
        ("BeforeTask", false), ("PrepareTask", false), ("Loss", true), ("Penalty", true), ("AdjustGradients", true), ("AfterStep", true), ("EndTask", false),
        ("AfterPhase", true), ("AfterTask", false),
    });

    [Theory, MemberData(nameof(Hooks))]
    public void What_a_hook_throws_names_the_part_the_hook_and_the_place(string hook, bool ofStep)
    {
        using ContinualLearner learner = TinyRun.Learner(With(new Failing(hook, () => new TimeoutException("it broke"))));
        learner.Learn("first", TinyRun.Task(0), Stop);

        HookException thrown = FluentActions.Invoking(() => learner.Learn("second", TinyRun.Task(1), Stop)).Should().Throw<HookException>().Which;

        (thrown.Part, thrown.Hook, thrown.Task).Should().Be(("bad", hook, "second"));
        (thrown.Step is not null).Should().Be(ofStep);
        string place = hook == "AfterPhase" ? "at step 1 of the phase 'more' of task 'second'" : ofStep ? "at step 1 of task 'second'" : "of task 'second'";
        thrown.Message.Should().Be($"'bad' failed in {hook} {place}: it broke (TimeoutException)");
        thrown.InnerException.Should().BeOfType<TimeoutException>().Which.StackTrace.Should().Contain(nameof(Failing));
        FluentActions.Invoking(() => learner.Learn("third", TinyRun.Task(2), Stop)).Should().Throw<InvalidOperationException>()
            .WithMessage("the learner failed in the middle of task 'second'*");
    }

    [Theory, MemberData(nameof(Hooks))]
    public void A_cancellation_that_is_not_ours_is_an_error_of_the_hook_and_no_stop(string hook, bool ofStep)
    {
        _ = ofStep;
        using var other = new CancellationTokenSource();
        other.Cancel();
        using var ours = new CancellationTokenSource();
        using ContinualLearner learner = TinyRun.Learner(With(new Failing(hook, () => new OperationCanceledException("the request timed out", other.Token))));
        learner.Learn("first", TinyRun.Task(0), ours.Token);

        FluentActions.Invoking(() => learner.Learn("second", TinyRun.Task(1), ours.Token)).Should().Throw<HookException>()
            .WithMessage($"'bad' failed in {hook} *: the request timed out (OperationCanceledException)");
    }

    [Fact]
    public void A_composition_error_of_a_hook_stays_one_and_is_named()
    {
        using ContinualLearner learner = TinyRun.Learner(With(new Failing("EndTask", () => new CompositionException("it needs another part"))));
        learner.Learn("first", TinyRun.Task(0), Stop);

        FluentActions.Invoking(() => learner.Learn("second", TinyRun.Task(1), Stop)).Should().Throw<CompositionException>()
            .WithMessage("'bad' failed in EndTask of task 'second': it needs another part");
    }

    [Theory, InlineData("Update"), InlineData("Prepare"), InlineData("Contents")]
    public void A_memory_that_throws_is_named_too(string method)
    {
        using ContinualLearner learner = TinyRun.Learner(new([], new FailingBuffer(method)));

        FluentActions.Invoking(() => learner.Learn("first", TinyRun.Task(0), Stop)).Should().Throw<HookException>()
            .WithMessage($"'memory' failed in {method} of task 'first': it broke (TimeoutException)");
    }

    [Fact]
    public void Attaching_a_space_or_telling_weights_names_the_part()
    {
        FluentActions.Invoking(() => TinyRun.Learner(With(new Failing("AttachSpace", () => new TimeoutException("it broke"))))).Should().Throw<HookException>()
            .WithMessage("'bad' failed in AttachSpace: it broke (TimeoutException)");
        using ContinualLearner learner = TinyRun.Learner(With(new Failing("WeightsFor", () => new TimeoutException("it broke"))));
        learner.Learn("first", TinyRun.Task(0), Stop);
        FluentActions.Invoking(() => learner.WeightsFor("first")).Should().Throw<HookException>()
            .WithMessage("'bad' failed in WeightsFor of task 'first': it broke (TimeoutException)");
    }

    [Fact]
    public void Traits_and_visits_name_the_part()
    {
        FluentActions.Invoking(() => With(new Failing("Traits", () => new TimeoutException("it broke")))).Should().Throw<HookException>()
            .WithMessage("'bad' failed in Traits: it broke (TimeoutException)");
        using ContinualLearner learner = TinyRun.Learner(With(new Failing("Visit", () => new TimeoutException("it broke"))));
        FluentActions.Invoking(() => learner.Learn("first", TinyRun.Task(0), Stop)).Should().Throw<HookException>()
            .WithMessage("'bad' failed in Visit: it broke (TimeoutException)");
    }

    [Fact]
    public void A_part_that_can_not_be_visited_does_not_keep_the_others_from_being_freed()
    {
        Tensor kept = torch.zeros(3);
        var composition = new StrategyComposition(
            [new("bad", new Failing("Visit", () => new TimeoutException("it broke"))), new("good", new Keeping(kept))]);

        composition.Dispose();

        kept.IsInvalid.Should().BeTrue();
    }

    [Fact]
    public void What_a_hook_makes_of_its_stopped_passes_is_a_stop_and_the_task_goes_on_to_the_same_bits()
    {
        double[] whole = Learned(With(new Wrapping()));
        using var stop = new CancellationTokenSource();
        var part = new Wrapping { Stop = stop.Cancel };
        using ContinualLearner learner = TinyRun.Learner(With(part));

        FluentActions.Invoking(() => learner.Learn("first", TinyRun.Task(0), stop.Token)).Should().Throw<OperationCanceledException>();
        learner.PausedTask.Should().Be("first");
        part.Stop = null;
        learner.Learn("first", TinyRun.Task(0), Stop);

        learner.Weights.data<double>().ToArray().Should().Equal(whole);
    }

    [Fact]
    public void Terms_that_are_not_finite_are_counted_and_told_even_where_their_gradient_is()
    {
        var told = new List<TaskLearned>();
        var constant = new ScriptedPart
        {
            OnLoss = (in LossInput pass) => pass.Position.Step < 2 ? torch.tensor(double.NaN) : null,
            OnPenalty = (in PenaltyInput step) => step.Position.Step == 2 ? (step.Weights * 0).sum() + double.PositiveInfinity : null,
        };
        double[] learned = TinyRun.Learn(new([new("odd", constant)]), tasks: 1, hear: e => { if (e is TaskLearned t) told.Add(t); });

        learned.Should().Equal(TinyRun.Learn(tasks: 1));
        told.Should().ContainSingle().Which.Warnings["odd"].Should().Equal("'odd' added a term that is not a finite number to the loss of 3 steps");
    }

    [Fact]
    public void A_hook_that_gives_no_sign_is_told_of_while_it_hangs()
    {
        using var heard = new ManualResetEventSlim();
        HookWaiting? waiting = null;
        var hangs = new ScriptedPart
        {
            OnEnd = (in TaskEnd task) =>
            {
                heard.Wait(TimeSpan.FromMinutes(1)).Should().BeTrue();
                return TaskOutcome.Keep;
            },
        };
        using ContinualLearner learner = TinyRun.Learner(new([new("slow", hangs)]), hear: e =>
        {
            if (e is not HookWaiting w) return;
            waiting ??= w;
            heard.Set();
        });
        learner.HookPatience = TimeSpan.FromMilliseconds(50);

        learner.Learn("first", TinyRun.Task(0), Stop);

        (waiting!.Part, waiting.Hook, waiting.Task, waiting.Step).Should().Be(("slow", "EndTask", "first", null));
        waiting.Seconds.Should().BeGreaterThanOrEqualTo(0.05);
        waiting.Sentence.Should().MatchRegex("^'slow' has been in EndTask of task 'first' for [0-9]+ s without");
    }

    private static StrategyComposition With(ContinualStrategy part) => new([new("bad", part)]);

    private static double[] Learned(StrategyComposition composition)
    {
        using ContinualLearner learner = TinyRun.Learner(composition);
        learner.Learn("first", TinyRun.Task(0), Stop);
        return learner.Weights.data<double>().ToArray();
    }

    /// <summary>Throws in one hook of the second task, at its second step.</summary>
    private sealed class Failing(string at, Func<Exception> what) : ContinualStrategy
    {
        public override StrategyTraits Traits => at == "Traits" ? throw what() : new(StrategyEffects.Phases, NeedsTaskId: at == "WeightsFor");

        public override void AttachSpace(in SpaceAttachment space) => Fail("AttachSpace");

        public override TaskPlan BeforeTask(in TaskStart task)
        {
            Fail("BeforeTask", task.Index);
            return TaskPlan.Default;
        }

        public override Tensor? PrepareTask(in TaskPreparation task)
        {
            Fail("PrepareTask", task.Index);
            return null;
        }

        public override Tensor? Loss(in LossInput pass)
        {
            Fail("Loss", pass.Position);
            return null;
        }

        public override Tensor? Penalty(in PenaltyInput step)
        {
            Fail("Penalty", step.Position);
            return null;
        }

        public override GradientOutcome AdjustGradients(in GradientInput step)
        {
            Fail("AdjustGradients", step.Position);
            return GradientOutcome.Unchanged;
        }

        public override StepOutcome AfterStep(in StepEnd step)
        {
            Fail("AfterStep", step.Position);
            return StepOutcome.Continue;
        }

        public override Tensor? AfterPhase(in PhaseEnd phase)
        {
            if (task == 1) Fail("AfterPhase");
            return null;
        }

        public override TaskOutcome EndTask(in TaskEnd task)
        {
            this.task = task.Index;
            Fail("EndTask", task.Index);
            return at == "AfterPhase" ? new() { PostTaskPhases = [new("more", task.Train) { Epochs = 1, BatchSize = 24 }] } : TaskOutcome.Keep;
        }

        public override void AfterTask(in TaskFinished task) => Fail("AfterTask", task.Index);

        public override Tensor? WeightsFor(string task)
        {
            Fail("WeightsFor");
            return null;
        }

        public override void Visit(IStateVisitor state) => Fail("Visit");

        private int task;

        private void Fail(string hook, StepPosition step) => Fail(hook, step is { TaskIndex: 1, Step: 1, Phase: null } ? 1 : 0);

        private void Fail(string hook, int task = 1)
        {
            if (hook == at && task == 1) throw what();
        }
    }

    /// <summary>Wraps whatever stops its passes at the end of a task into an error of its own.</summary>
    private sealed class Wrapping : ContinualStrategy
    {
        public Action? Stop { get; set; }

        public override TaskOutcome EndTask(in TaskEnd task)
        {
            try
            {
                task.Passes.Forward(task.Train, task.Weights);
                Stop?.Invoke();
                task.Passes.Forward(task.Train, task.Weights);
            }
            catch (OperationCanceledException e)
            {
                throw new AggregateException("a pass failed", e);
            }
            return TaskOutcome.Keep;
        }
    }

    private sealed class Keeping(Tensor kept) : ContinualStrategy
    {
        private Tensor? state = kept;

        public override void Visit(IStateVisitor visitor) => visitor.Tensor("kept", ref state);
    }

    private sealed class FailingBuffer(string at) : IReplayBuffer
    {
        public IReadOnlyList<ReplayExample> Contents => at == "Contents" ? throw new TimeoutException("it broke") : [];

        public void Prepare(in BufferUpdate offered) => Fail("Prepare");

        public void Update(in BufferUpdate offered) => Fail("Update");

        public void Visit(IStateVisitor state)
        {
        }

        private void Fail(string method)
        {
            if (method == at) throw new TimeoutException("it broke");
        }
    }
}
