using Kif.Pipeline.Tests.State;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>A strategy of the KIF family says so where its scores rank nothing, and what becomes of the weights (algorithms 3.3, 5.4).</summary>
public sealed class ScoreWarningTests : IDisposable
{
    private const int OneStep = 8, ThreeSteps = 24;
    private static readonly KifCatalog Catalog = KifServices.BuiltIn().AddDecomposer<OneUnit>("one", "everything is one unit");
    private readonly string folder = Directory.CreateTempSubdirectory("kif-").FullName;

    public static TheoryData<string> Family => ["kif", "kif-lora", "kif-average", "kif-m buffer.share=0", "kif-m mode=Separate", "kif-lora estimate=uncertainty-only"];

    /// <summary>Every fuser with the scores of smoothed steps.</summary>
    public static TheoryData<string> Fusers =>
        [.. Catalog.ComponentsOf(ComponentKind.Fuser).SelectMany(f => new[] { $"kif-lora fuse={f.Name}", $"kif fuse={f.Name} decompose=layer" })];

    public static TheoryData<string> Estimators =>
        [.. Catalog.ComponentsOf(ComponentKind.Estimator).SelectMany(e => new[] { $"kif-lora estimate={e.Name}", $"kif fuse=fisher-weighted estimate={e.Name}" })];

    [Theory]
    [MemberData(nameof(Family))]
    [MemberData(nameof(Fusers))]
    public void Tasks_of_one_step_are_told_whatever_fuses_them(string strategy)
    {
        string[][] told = Learn(strategy, OneStep, OneStep, ThreeSteps);
        told[0].Should().ContainSingle().Which.Should().StartWith("the task has 1 optimizer step, which importance leaves out, so that the importance of ")
            .And.EndWith("its units count as equally important when the next task is fused");
        told[1].Should().ContainSingle().Which.Should().StartWith("the task has 1 optimizer step").And.Contain(" to earlier tasks is zero: ")
            .And.Contain("(coefficient of the trained weights ");
        told[2].Should().ContainSingle().Which.Should().StartWith("the importance of all ").And.Contain(" to earlier tasks is zero: ");
    }

    [Theory]
    [InlineData("kif-lora", "every unit is averaged half and half (coefficient of the trained weights 0.5)")]
    [InlineData("kif", "every unit is averaged half and half (coefficient of the trained weights 0.5)")]
    [InlineData("kif fuse=take-current", "of every unit at least half of what the task changed is kept (coefficient of the trained weights 1)")]
    [InlineData("kif-lora fuse=fisher-weighted", "every unit is averaged half and half (coefficient of the trained weights 0.5)")]
    [InlineData("kif-lora fuse=element-masks", "every unit is averaged half and half (coefficient of the trained weights 0.5)")]
    public void With_nothing_on_either_side_units_are_averaged(string strategy, string meaning) =>
        Learn(strategy, OneStep, OneStep)[1].Should().ContainSingle().Which.Should().EndWith(meaning);

    [Theory]
    [InlineData("kif-lora")]
    [InlineData("kif")]
    [InlineData("kif-m mode=Separate fuse=threshold")]
    public void With_nothing_on_one_side_the_other_one_wins_at_least_half(string strategy)
    {
        Learn(strategy, ThreeSteps, OneStep)[1].Should().ContainSingle().Which.Should().Contain("the task has 1 optimizer step")
            .And.NotContain("earlier tasks").And.Contain(": of no unit more than half of what the task changed is kept (coefficient of the trained weights 0");
        Learn(strategy, OneStep, ThreeSteps)[1].Should().ContainSingle().Which.Should().StartWith("the importance of all ")
            .And.Contain(" to earlier tasks is zero: of every unit at least half of what the task changed is kept (coefficient of the trained weights 0.5 to ");
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Scores_that_differ_are_nothing_to_tell(string strategy) => Learn(strategy, ThreeSteps, ThreeSteps).Should().OnlyContain(t => t.Length == 0);

    [Fact]
    public void Scores_that_are_equal_on_purpose_are_not_told() =>
        Learn("kif-lora estimate=constant", OneStep, OneStep, ThreeSteps).Should().OnlyContain(t => t.Length == 0);

    [Theory]
    [InlineData("kif decompose=one", "the importance of the model's only skill unit to the task is equal (", "with nothing to compare it with")]
    [InlineData("kif-lora estimate.warmupsteps=7", "importance leaves out all 3 optimizer steps of the task, so that the importance of all ", "is zero")]
    [InlineData("kif-lora estimate.warmupsteps=7 fuse=element-masks", "importance leaves out all 3 optimizer steps of the task, so that the importance of all ",
        " elements to it is zero")]
    [InlineData("kif decompose=one fuse=element-masks", null, null)]
    public void The_reason_is_told(string strategy, string? start, string? within)
    {
        string[] told = Learn(strategy, ThreeSteps)[0];
        if (start is null) told.Should().BeEmpty("single elements are told apart");
        else told.Should().ContainSingle().Which.Should().StartWith(start).And.Contain(within);
    }

    [Fact]
    public void Recurrent_KIF_tells_of_tasks_without_a_round_and_not_of_those_with()
    {
        Learn("recurrent-kif buffer.share=0.5", ThreeSteps, ThreeSteps).Should().BeEquivalentTo(new string[][]
        {
            [], ["the task's 3 optimizer steps completed no round of 8: memory was not rehearsed, and nothing was merged"],
        });
        Learn("recurrent-kif innersteps=2 buffer.share=0.5", ThreeSteps, OneStep, ThreeSteps).Should().BeEquivalentTo(new string[][]
        {
            [], ["the task's 1 optimizer step completed no round of 2: memory was not rehearsed, and nothing was merged"], [],
        });
    }

    [Fact]
    public void Recurrent_KIF_tells_of_merges_whose_scores_rank_nothing()
    {
        var flat = new ScriptedPart(StrategyEffects.Gradients) { OnGradients = (in GradientInput step) => new(torch.zeros_like(step.Gradients)) };
        using StrategyComposition own = OptionVariants.Compose(Catalog, "recurrent-kif innersteps=1 buffer.share=0.5");
        var told = new List<string>();
        using ContinualLearner learner = TinyRun.Learner(new([.. own.Parts, new("flat", flat)], own.Buffer), Options, hear: e =>
        {
            if (e is TaskLearned l) told.AddRange(l.Warnings.SelectMany(w => w.Value));
        });
        for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        told.Should().Equal(new[] { "the task", "memory" }.Select(side =>
            $"in 3 of 3 merges the importance of all elements to {side} was equal or not finite: none counted as important to it"));
    }

    [Theory]
    [InlineData("kif-m mode=Separate buffer.share=0.5")]
    [InlineData("recurrent-kif innersteps=2 buffer.share=0.5")]
    public void A_warning_outlasts_a_pause_at_every_step(string strategy)
    {
        string[][] whole = Learn(strategy, ThreeSteps, OneStep);
        whole[1].Should().NotBeEmpty();
        var told = new List<string[]>();
        int left = 0;
        CancellationTokenSource? stop = null;
        void Hear(RunEvent e)
        {
            if (e is StepFinished && --left == 0) stop!.Cancel();
            if (e is TaskLearned l) told.Add([.. l.Warnings.SelectMany(w => w.Value)]);
        }
        ContinualLearner learner = Learner(strategy, Options, Hear);
        foreach ((int task, int examples) in new[] { (0, ThreeSteps), (1, OneStep) })
            for (bool done = false; !done;)
            {
                using var source = new CancellationTokenSource();
                (stop, left) = (source, 1);
                try
                {
                    learner.Learn($"task{task}", TinyRun.Task(task, examples), source.Token);
                    done = true;
                }
                catch (OperationCanceledException)
                {
                    learner.Save(folder);
                    learner.Dispose();
                    learner = Learner(strategy, Options, Hear);
                    learner.Resume(folder);
                }
            }
        learner.Dispose();
        told.Should().BeEquivalentTo(whole, o => o.WithStrictOrdering());
    }

    public void Dispose() => Directory.Delete(folder, true);

    private sealed class OneUnit : ISkillUnitDecomposer
    {
        public SkillUnits Decompose(ParameterSpace space) => new(space, [new("all", [.. Enumerable.Range(0, space.Parameters.Count).Select(UnitPart.Of)])]);
    }

    private static TrainingOptions Options => new() { LearningRate = 0.01, Epochs = 1, BatchSize = 8, WarmupSteps = 0 };

    private static ContinualLearner Learner(string strategy, TrainingOptions options, Action<RunEvent> hear) =>
        TinyRun.Learner(OptionVariants.Compose(Catalog, strategy), options, hear: hear);

    /// <summary>The warnings of each task.</summary>
    private static string[][] Learn(string strategy, params int[] examples)
    {
        var told = new List<string[]>();
        using ContinualLearner learner = Learner(strategy, Options, e =>
        {
            if (e is TaskLearned l) told.Add([.. l.Warnings.SelectMany(w => w.Value)]);
        });
        for (int task = 0; task < examples.Length; task++)
            learner.Learn($"task{task}", TinyRun.Task(task, examples[task]), TestContext.Current.CancellationToken);
        return [.. told];
    }
}
