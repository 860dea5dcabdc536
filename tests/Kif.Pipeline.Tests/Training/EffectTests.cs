namespace Kif.Pipeline.Tests.Training;

/// <summary>What hooks return takes effect, if it was declared, and nothing else does.</summary>
public sealed class EffectTests
{
    private static StrategyComposition With(ScriptedPart part, IReplayBuffer? buffer = null) => new([new("scripted", part)], buffer);

    [Fact]
    public void An_undeclared_effect_is_an_error_that_names_the_part()
    {
        ScriptedPart[] parts =
        [
            new() { OnGradients = (in GradientInput step) => new(step.Gradients * 2) },
            new() { OnStep = (in StepEnd step) => new(step.Weights * 0) },
            new() { OnStep = (in StepEnd step) => new(Phase: new("extra", TinyRun.Task(1))) },
            new() { OnEnd = (in TaskEnd task) => new(task.Start) },
            new() { OnBegin = (in TaskStart task) => new() { Grow = AdapterGrowth.Stack } },
            new() { OnBegin = (in TaskStart task) => new() { Memory = ReplayMode.Concat } },
        ];
        foreach (ScriptedPart part in parts)
            FluentActions.Invoking(() => TinyRun.Learn(With(part))).Should().Throw<CompositionException>()
                .WithMessage("'scripted' * without declaring the effect *");
    }

    [Fact]
    public void A_plan_can_not_ask_for_separate_replay()
    {
        var part = new ScriptedPart(StrategyEffects.Memory) { OnBegin = (in TaskStart task) => new() { Memory = ReplayMode.Separate } };
        FluentActions.Invoking(() => TinyRun.Learn(With(part, new UniformBuffer(new())))).Should().Throw<CompositionException>()
            .WithMessage("the plan of 'scripted' has Memory = Separate; allowed: None, Concat, Balanced*");
    }

    [Fact]
    public void Other_gradients_are_what_the_optimizer_sees()
    {
        var none = new ScriptedPart(StrategyEffects.Gradients) { OnGradients = (in GradientInput step) => new(step.Gradients * 0) };
        TinyRun.Learn(With(none), tasks: 1).Should().Equal(TinyRun.Learn(With(new ScriptedPart()), tasks: 0));
    }

    [Fact]
    public void A_masked_element_does_not_move_even_with_weight_decay_and_momentum()
    {
        TrainingOptions options = TinyRun.Options;
        options.WeightDecay = 0.1;
        var mask = new ScriptedPart(StrategyEffects.Gradients)
        {
            OnGradients = (in GradientInput step) =>
            {
                Tensor open = torch.ones_like(step.Weights);
                open[0] = 0;
                return new(null, open);
            },
        };
        double[] start = TinyRun.Learn(tasks: 0), end = TinyRun.Learn(With(mask), options: options);
        end[0].Should().Be(start[0]);
        end[1].Should().NotBe(start[1]);
    }

    [Fact]
    public void A_phase_after_a_step_trains_and_hands_its_owner_the_last_word()
    {
        var seen = new List<(string, int)>();
        double[] Run(bool undo)
        {
            var part = new ScriptedPart(StrategyEffects.Phases)
            {
                OnStep = (in StepEnd step) =>
                {
                    if (step.Position.Phase is { } inside) seen.Add((inside, step.Position.Step));
                    return step.Position is { Phase: null, Step: 1 }
                        ? new(Phase: new("rehearse", TinyRun.Task(2)) { Draws = 3, BatchSize = 4, Optimizer = PhaseOptimizer.Shared }) : StepOutcome.Continue;
                },
                OnPhase = (in PhaseEnd phase) => undo ? phase.Before : null,
            };
            return TinyRun.Learn(With(part), tasks: 1);
        }

        double[] kept = Run(undo: false);
        seen.Should().Equal(("rehearse", 0), ("rehearse", 1), ("rehearse", 2));
        kept.Should().NotEqual(TinyRun.Learn(tasks: 1));
        Run(undo: true).Should().NotEqual(kept);
    }

    [Fact]
    public void Phases_do_not_nest()
    {
        var part = new ScriptedPart(StrategyEffects.Phases) { OnStep = (in StepEnd step) => new(Phase: new("again", TinyRun.Task(1))) };
        FluentActions.Invoking(() => TinyRun.Learn(With(part))).Should().Throw<CompositionException>().WithMessage("*phases do not nest*");
    }

    [Fact]
    public void Parts_after_a_decision_see_it_and_where_training_ended()
    {
        double[] before = [], decided = [], trained = [], start = [], began = [];
        var first = new ScriptedPart(StrategyEffects.FinalWeights)
        {
            OnEnd = (in TaskEnd task) =>
            {
                (before, start) = (task.Weights.data<double>().ToArray(), task.Start.data<double>().ToArray());
                return new(task.Weights * 0);
            },
        };
        var second = new ScriptedPart
        {
            OnEnd = (in TaskEnd task) =>
            {
                (decided, trained) = (task.Weights.data<double>().ToArray(), task.Trained.data<double>().ToArray());
                return TaskOutcome.Keep;
            },
            OnKept = (in TaskFinished task) =>
            {
                began = task.Start.data<double>().ToArray();
                return true;
            },
        };
        TinyRun.Learn(new StrategyComposition([new("first", first), new("second", second)]), tasks: 1);
        trained.Should().Equal(before).And.NotEqual(decided);
        decided.Should().OnlyContain(w => w == 0);
        began.Should().Equal(start);
    }

    [Fact]
    public void A_closing_phase_trains_after_the_kept_weights_are_decided_and_respects_its_mask()
    {
        var part = new ScriptedPart(StrategyEffects.Phases | StrategyEffects.FinalWeights)
        {
            OnEnd = (in TaskEnd task) =>
            {
                Tensor open = torch.zeros_like(task.Weights);
                open[^1] = 1;
                return new(task.Start, [new("close", TinyRun.Task(2)) { LearningRate = 0.05, UpdateMask = open }]);
            },
        };
        double[] start = TinyRun.Learn(tasks: 0), end = TinyRun.Learn(With(part), tasks: 1);
        end[..^1].Should().Equal(start[..^1]);
        end[^1].Should().NotBe(start[^1]);
    }

    [Theory]
    [InlineData(AdapterGrowth.Stack)]
    [InlineData(AdapterGrowth.Merge)]
    public void A_grown_adapter_starts_fresh_on_what_was_learned(AdapterGrowth how)
    {
        var part = new ScriptedPart(StrategyEffects.Adapter) { OnBegin = (in TaskStart task) => task.Index == 0 ? TaskPlan.Default : new() { Grow = how } };
        using ContinualLearner learner = TinyRun.Learner(With(part));
        learner.Learn("first", TinyRun.Task(0), TestContext.Current.CancellationToken);
        IReadOnlyList<string> before = learner.Answer(TinyRun.Task(0), learner.Weights, 4);
        string fingerprint = learner.Model.Space.Fingerprint;
        TrainingOptions still = TinyRun.Options;

        learner.Learn("second", TinyRun.Task(1), TestContext.Current.CancellationToken);

        learner.Model.Space.Fingerprint.Should().NotBe(fingerprint);
        learner.Model.Frozen.Should().HaveCount(how == AdapterGrowth.Stack ? 1 : 0);
        part.Spaces.Should().HaveCount(2);
        using Tensor fresh = learner.Model.InitialWeights(new RandomStream(9));
        learner.Answer(TinyRun.Task(0), fresh, 4).Should().Equal(before, "a fresh adapter adds nothing to the frozen one");
    }

    [Fact]
    public void A_plan_may_start_every_task_from_the_initial_weights()
    {
        var part = new ScriptedPart { OnBegin = (in TaskStart task) => new() { FromInitialWeights = true } };
        var starts = new List<double>();
        var watch = new ScriptedPart { OnEnd = (in TaskEnd task) => { starts.Add(task.Start.sum().ToDouble()); return TaskOutcome.Keep; } };
        TinyRun.Learn(new([new("initial", part), new("watch", watch)]));
        starts.Should().HaveCount(2).And.OnlyContain(s => s == starts[0]);
    }

    [Fact]
    public void The_path_and_the_outputs_come_when_the_plan_asks_for_them()
    {
        double moved = 0;
        int maps = 0;
        var part = new ScriptedPart
        {
            OnBegin = (in TaskStart task) => new() { NeedsPath = true, NeedsOutputs = true },
            OnGradients = (in GradientInput step) => { maps = step.Outputs.Count; return GradientOutcome.Unchanged; },
            OnStep = (in StepEnd step) => { moved += (step.Weights - step.PreviousWeights!).abs().sum().ToDouble() * step.TaskGradients!.abs().sum()
                .ToDouble(); return StepOutcome.Continue; },
        };
        TinyRun.Learn(With(part), tasks: 1);
        moved.Should().BePositive();
        maps.Should().Be(12, "q and v of three attentions have a map A and a map B each");
    }

    [Fact]
    public void Replay_trains_memories_along_and_remembers_training_examples_only()
    {
        var seen = new HashSet<string>();
        var buffer = new UniformBuffer(new() { PerTask = 3 });
        var part = new ScriptedPart(StrategyEffects.Memory)
        {
            OnBegin = (in TaskStart task) => new() { Memory = ReplayMode.Concat },
            OnLoss = (in LossInput pass) => { if (pass.Position.TaskIndex == 1) seen.UnionWith(pass.Examples.Select(e => e.Id)); return null; },
        };
        TinyRun.Learn(With(part, buffer), tasks: 2);
        seen.Count(id => id.StartsWith("0/", StringComparison.Ordinal)).Should().Be(3);
        seen.Count(id => id.StartsWith("1/", StringComparison.Ordinal)).Should().Be(24);
        buffer.Contents.Select(m => m.Id).Should().OnlyHaveUniqueItems().And.HaveCount(6);
    }

    [Fact]
    public void Balanced_memory_makes_up_half_of_every_batch()
    {
        var shares = new List<(int Old, int New)>();
        var part = new ScriptedPart(StrategyEffects.Memory)
        {
            OnBegin = (in TaskStart task) => new() { Memory = ReplayMode.Balanced },
            OnLoss = (in LossInput pass) =>
            {
                if (pass.Position.TaskIndex == 2) shares.Add((pass.Examples.Count(e => e.Id[0] != '2'), pass.Examples.Count(e => e.Id[0] == '2')));
                return null;
            },
        };
        TinyRun.Learn(With(part, new UniformBuffer(new() { PerTask = 2 })), tasks: 3);
        shares.Should().HaveCount(3).And.OnlyContain(s => s.Old == s.New);
    }

    [Fact]
    public void Probes_are_counted()
    {
        var part = new ScriptedPart
            { OnKept = (in TaskFinished task) => task.Passes.Gradients(task.Train, task.Weights, GradientTarget.CrossEntropy, GradientReduction.MeanSquare)
            .sum().ToDouble() > 0 };
        using ContinualLearner learner = TinyRun.Learner(With(part));
        learner.Learn("task", TinyRun.Task(0, 10), TestContext.Current.CancellationToken);
        learner.Cost.ExtraForward.Should().Be(10);
        learner.Cost.ExtraBackward.Should().Be(10);
    }
}
