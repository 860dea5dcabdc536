namespace Kif.Pipeline.Tests.Experiments;

public class GridTests
{
    [Fact]
    public async Task Orders_share_tasks_seeds_and_the_untrained_model_and_unseen_tasks_are_scored_and_never_trained()
    {
        CompareSettings settings = Settings() with { Strategies = ["seq-lora"], Unseen = ["colour"], OrderCount = 2, Seeds = [5] };
        settings = settings with { Evaluation = settings.Evaluation with { EvaluateEverySteps = 1 } };
        (IReadOnlyList<StrategyRun> runs, List<RunEvent> events) = await Run(settings);

        runs.Select(r => r.Key).Should().Equal(new RunKey("seq-lora", "order-1", 5), new RunKey("seq-lora", "order-2", 5));
        runs[0].Matrix.Tasks.Should().Equal("place", "time");
        runs[1].Matrix.Tasks.Should().Equal("time", "place");
        runs[0].Matrix.Untrained(0).Should().Be(runs[1].Matrix.Untrained(1));
        runs[0].Unseen!.Tasks.Should().Equal("colour");
        runs[0].Unseen!.Rows.Should().HaveCount(3).And.OnlyContain(r => r.Count == 1 && !double.IsNaN(r[0]));
        events.OfType<TaskStarted>().Select(t => t.Task).Should().Equal("place", "time", "time", "place");
        runs[0].Predictions.Count(p => p.Task == "colour").Should().Be(3 * 6);
        runs[0].MidTaskScores.Select(w => (w.TaskIndex, w.Task)).Distinct().Should().Equal((1, "place"));
        runs[0].CpuSeconds.Should().BeGreaterThan(0);
        runs[0].PeakBytes.Should().BeGreaterThan(10_000_000);
    }

    [Fact]
    public async Task Scoring_in_the_middle_of_training_changes_nothing_that_trains()
    {
        CompareSettings settings = Settings() with { Strategies = ["kif-lora+replay"] };
        settings = settings with { Lora = settings.Lora with { Dropout = 0.1 } };
        List<RunEvent> without = (await Run(settings)).Events;
        settings = settings with { Evaluation = settings.Evaluation with { EvaluateEverySteps = 1, MidTaskExamples = 3 } };
        (IReadOnlyList<StrategyRun> runs, List<RunEvent> scored) = await Run(settings);

        Losses(scored).Should().Equal(Losses(without));
        runs[0].MidTaskScores.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_strategy_can_be_there_twice_under_names_of_its_own()
    {
        CompareSettings settings = Settings() with
            { Strategies = ["kif-lora", "plain=kif-lora"], Set = ["plain.fuse=threshold", "kif-lora.orthogonality=0"] };
        (IReadOnlyList<StrategyRun> runs, _) = await Run(settings);

        runs.Select(r => r.Strategy).Should().Equal("kif-lora", "plain");
        runs[1].Explanations[1].Coefficients.Should().NotEqual(runs[0].Explanations[1].Coefficients);
    }

    [Fact]
    public async Task Every_run_is_composed_once_and_checking_a_strategy_is_the_first_runs_composition()
    {
        int made = 0;
        KifCatalog catalog = KifServices.BuiltIn().AddStrategy<NoOptions>("counted", "counts its compositions", (_, _) =>
        {
            made++;
            return new([]);
        });
        CompareSettings settings = Settings() with { Strategies = ["counted", "other=counted"], Order = ["place"], Seeds = [1, 2], TrainLimit = 16 };
        using CompareJob job = CompareJob.Prepare(catalog, settings);
        made.Should().Be(2, "each strategy is checked");
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);

        (await run.Completion).Runs.Should().HaveCount(4);
        made.Should().Be(3, "both compute the same, so that one of them is copied");
    }

    [Fact]
    public void Drawn_orders_are_always_the_same_each_another_and_not_more_than_there_are()
    {
        IReadOnlyList<TaskOrder> orders = TaskOrders.Of([["a", "b", "c"]], 6);

        orders.Select(o => string.Concat(o.Tasks)).Should().OnlyHaveUniqueItems().And.HaveCount(6).And.StartWith(["abc"]);
        TaskOrders.Of([["a", "b", "c"]], 4).Select(o => string.Concat(o.Tasks)).Should().Equal(orders.Take(4).Select(o => string.Concat(o.Tasks)));
        FluentActions.Invoking(() => TaskOrders.Of([["a", "b"]], 3)).Should().Throw<CompositionException>()
            .WithMessage("compare.ordercount is 3, but 2 tasks have only 2 different orders");
    }

    [Fact]
    public void Tasks_that_are_never_trained_are_in_no_order()
    {
        CompareSettings settings = Settings() with { Unseen = ["time"] };

        FluentActions.Invoking(() => CompareJob.Prepare(KifServices.BuiltIn(), settings)).Should().Throw<CompositionException>()
            .WithMessage("task 'time' is in an order and in compare.unseen*");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_run_that_is_not_in_the_grid_is_refused(int cell)
    {
        var composer = new StrategyComposer(KifServices.BuiltIn());

        FluentActions.Invoking(() => CompareJob.Prepare(composer, Settings(), cells: [cell])).Should().Throw<CompositionException>()
            .WithMessage($"there is no run {cell}: the grid has runs 0 to 0");
    }

    private static CompareSettings Settings() =>
        CompareSettings.ForEmbedded() with { Strategies = ["seq-lora"], Order = ["place", "time"], TrainLimit = 32, TestLimit = 6 };

    private static double[] Losses(List<RunEvent> events) =>
        [.. events.OfType<StepFinished>().SelectMany(s => new[] { s.Loss, s.GradientNorm })];

    private static async Task<(IReadOnlyList<StrategyRun> Runs, List<RunEvent> Events)> Run(CompareSettings settings)
    {
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        var events = new List<RunEvent>();
        await foreach (RunEvent e in run.Events) events.Add(e);
        return ((await run.Completion).Runs, events);
    }
}
