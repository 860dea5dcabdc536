namespace Kif.Pipeline.Tests.Estimates;

/// <summary>
/// Time left, on a clock set by hand. The runs here learn two tasks: 10 steps of 1 s (slow: 2 s) each, 3 s of closing, 2 s to score each of two tasks, which
/// makes 4 + 2 · (10 + 3 + 4) = 38 s (slow: 58 s).
/// </summary>
public class ComparisonProgressTests
{
    private readonly HandSetTime time = new();
    private readonly RunKey a1 = new("a", "order-1", 1), b1 = new("b", "order-1", 1), a2 = new("a", "order-1", 2), b2 = new("b", "order-1", 2);

    [Fact]
    public void Before_anything_is_measured_no_time_is_claimed()
    {
        ComparisonProgress progress = Over(a1);
        progress.Handle(new RunStarted(5) with { Run = a1 });
        time.Pass(7);
        ProgressSnapshot reading = progress.Snapshot();
        reading.Left.Should().BeNull();
        reading.Running.Should().ContainSingle().Which.Left.Should().BeNull();
        reading.Elapsed.TotalSeconds.Should().Be(7);
        reading.Done.Should().Be(0);
    }

    [Fact]
    public void From_the_first_step_on_the_time_left_counts_the_steps_and_the_scoring_still_to_come()
    {
        ComparisonProgress progress = Over(a1);
        Steps(progress, a1, 0, 5);
        RunSnapshot run = progress.Snapshot().Running.Single();
        (run.Stage, run.Step, run.PlannedSteps, run.Task, run.TaskIndex, run.Tasks).Should().Be((RunStage.Training, 5, 10, "x", 0, 2));
        // 5 steps and a row of 4 s; then 10 steps and a row. Closing is not known yet.
        run.TaskLeft!.Value.TotalSeconds.Should().BeApproximately(5 + 4, 1e-6);
        run.Left!.Value.TotalSeconds.Should().BeApproximately(9 + 14, 1e-6);
        time.Pass(0.5);
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(22.5, 1e-6);
        time.Pass(100);
        progress.Snapshot().Left!.Value.TotalSeconds.Should()
            .BeApproximately(22, 1e-6, "a step that takes long is still to be finished, and so is what comes after it");
    }

    [Fact]
    public void After_one_task_the_strategy_s_own_work_counts_too()
    {
        ComparisonProgress progress = Over(a1);
        Steps(progress, a1, 0, 10);
        progress.Snapshot().Running.Single().Stage.Should().Be(RunStage.Closing);
        Close(progress, a1, 0);
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(10 + 3 + 4, 1e-6);
    }

    [Fact]
    public void A_waiting_run_takes_as_long_as_the_finished_ones_of_its_strategy()
    {
        ComparisonProgress progress = Over(a1, b1, a2, b2);
        Whole(progress, a1);
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(3 * 38, 1e-6, "nothing else is known of b");
        Whole(progress, b1, pace: 2);
        ProgressSnapshot reading = progress.Snapshot();
        reading.Left!.Value.TotalSeconds.Should().BeApproximately(38 + 58, 1e-6);
        reading.Elapsed.TotalSeconds.Should().BeApproximately(38 + 58, 1e-6);
        reading.Done.Should().BeApproximately(0.5, 1e-9);
        (reading.Runs, reading.Finished, reading.Found).Should().Be((4, 2, 0));
    }

    [Fact]
    public void A_run_that_has_just_begun_goes_by_earlier_ones_of_its_strategy()
    {
        ComparisonProgress progress = Over(a1, a2);
        Whole(progress, a1);
        progress.Handle(new RunStarted(5) with { Run = a2 });
        foreach (string task in new[] { "x", "y" }) progress.Handle(new TaskEvaluated(0, task, 1) with { Run = a2 });
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(2 * 17, 1e-6, "the untrained model's answers are known");
    }

    [Fact]
    public void A_slower_machine_shows_after_some_steps()
    {
        ComparisonProgress progress = Over(a1, a2);
        Whole(progress, a1);
        Steps(progress, a2, 0, 10, pace: 3);
        Close(progress, a2, 0);
        Steps(progress, a2, 1, 10, pace: 3);
        progress.Snapshot().Running.Single().TaskLeft!.Value.TotalSeconds.Should().BeApproximately(3 + 4, 1e-6);
        Steps(progress, a2, 1, 5, pace: 3);
        progress.Snapshot().Running.Single().TaskLeft!.Value.TotalSeconds.Should().BeApproximately(5 * 3 + 3 + 4, 1e-6);
    }

    [Fact]
    public void Runs_at_the_same_time_share_what_waits_and_their_events_interleave()
    {
        ComparisonProgress progress = Over(a1, b1, a2, b2);
        foreach (RunKey key in new[] { a1, b1 }) progress.Handle(new RunStarted(5) with { Run = key });
        foreach (string task in new[] { "x", "y" })
        {
            time.Pass(2);
            foreach (RunKey key in new[] { a1, b1 }) progress.Handle(new TaskEvaluated(0, task, 1) with { Run = key });
        }
        foreach (RunKey key in new[] { a1, b1 }) progress.Handle(new TaskStarted("x", 0, 10) with { Run = key });
        for (int step = 0; step < 5; step++)
        {
            time.Pass(1);
            foreach (RunKey key in new[] { a1, b1 }) progress.Handle(Step("x", 0, null, step, 10) with { Run = key });
        }
        // Each has 5 + 4 + 14 = 23 s to go and took 9 so far; two wait, of 32 s each, and begin when those are over. (Untrained answers that came from the
        // other are not counted.)
        ProgressSnapshot reading = progress.Snapshot();
        reading.Running.Select(r => r.Key).Should().Equal(a1, b1);
        reading.Running.Select(r => Math.Round(r.Left!.Value.TotalSeconds, 6)).Should().Equal(23, 23);
        reading.Left!.Value.TotalSeconds.Should().BeApproximately(23 + 32, 1e-6);
    }

    [Fact]
    public void Phases_before_after_and_within_the_steps_count_once_they_are_known()
    {
        ComparisonProgress progress = Over(a1);
        Steps(progress, a1, 0, 10);
        for (int step = 0; step < 6; step++)
        {
            time.Pass(1);
            progress.Handle(Step("x", 0, "distil", step, 6) with { Run = a1 });
            progress.Snapshot().Running.Single().TaskLeft!.Value.TotalSeconds.Should().BeApproximately(5 - step + 4, 1e-6);
        }
        RunSnapshot run = progress.Snapshot().Running.Single();
        (run.Phase, run.Stage).Should().Be(("distil", RunStage.Closing));
        Close(progress, a1, 0);
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(16 + 3 + 4, 1e-6, "the second task has the phase as well");
    }

    [Fact]
    public void Failed_and_found_runs_are_over_and_no_measure_of_time()
    {
        ComparisonProgress progress = Over(a1, b1, a2, b2);
        progress.Handle(new RunFinished(Matrix(80, 20), 1000) { Run = a1, Reused = true });
        progress.Handle(new RunStarted(5) with { Run = b1 });
        time.Pass(50);
        progress.Handle(new RunFailed("out of memory") with { Run = b1 });
        ProgressSnapshot reading = progress.Snapshot();
        reading.Left.Should().BeNull();
        (reading.Found, reading.Finished, reading.Done).Should().Be((1, 0, 0.5));
        reading.Failures.Should().Equal(new RunFailure(b1, "out of memory"));
        reading.Strategies.Should().Equal(new StrategySnapshot("a", 2, 1, 0, 50, 60), new StrategySnapshot("b", 2, 0, 1, double.NaN, double.NaN));
        Whole(progress, a2);
        Whole(progress, b2, pace: 2);
        progress.Snapshot().Left.Should().Be(TimeSpan.Zero);
        progress.Snapshot().Done.Should().Be(1);
    }

    [Fact]
    public void What_it_takes_to_begin_a_run_counts_for_those_that_wait()
    {
        ComparisonProgress progress = Over(a1, a2);
        time.Pass(5);
        Whole(progress, a1);
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(5 + 38, 1e-6);
    }

    [Fact]
    public void A_run_that_begins_beside_one_that_is_further_goes_by_that_one()
    {
        ComparisonProgress progress = Over(a1, b1);
        Steps(progress, a1, 0, 5);
        progress.Handle(new RunStarted(5) with { Run = b1 });
        // A row of the untrained model, then twice 10 steps and a row.
        progress.Snapshot().Running[1].Left!.Value.TotalSeconds.Should().BeApproximately(4 + 2 * 14, 1e-6);
        progress.Snapshot().Left!.Value.TotalSeconds.Should().BeApproximately(32, 1e-6);
    }

    private ComparisonProgress Over(params RunKey[] grid) => new(grid, _ => 2, time);

    private void Whole(ComparisonProgress progress, RunKey key, double pace = 1)
    {
        foreach (int task in new[] { 0, 1 })
        {
            Steps(progress, key, task, 10, pace);
            Close(progress, key, task);
        }
        progress.Handle(new RunFinished(Matrix(70, 30), 26) with { Run = key });
    }

    private void Steps(ComparisonProgress progress, RunKey key, int task, int count, double pace = 1)
    {
        if (task == 0)
        {
            progress.Handle(new RunStarted(5) with { Run = key });
            Row(progress, key, 0);
        }
        progress.Handle(new TaskStarted(task == 0 ? "x" : "y", task, 10) with { Run = key });
        for (int step = 0; step < count; step++)
        {
            time.Pass(pace);
            progress.Handle(Step(task == 0 ? "x" : "y", task, null, step, 10) with { Run = key });
        }
    }

    private void Close(ComparisonProgress progress, RunKey key, int task)
    {
        time.Pass(3);
        progress.Handle(new TaskLearned("x", task, 0, new Dictionary<string, FusionExplanation>()) with { Run = key });
        Row(progress, key, task + 1);
    }

    private void Row(ComparisonProgress progress, RunKey key, int after)
    {
        foreach (string task in new[] { "x", "y" })
        {
            time.Pass(2);
            progress.Handle(new TaskEvaluated(after, task, 1) with { Run = key });
        }
    }

    private static StepFinished Step(string task, int index, string? phase, int step, int planned) =>
        new(new(task, index, phase, step, planned), 1, new Dictionary<string, double>(), 1, 1, false);

    private static PerformanceMatrix Matrix(double first, double second) => new(["x", "y"]) { [0, 0] = first, [1, 0] = second, [1, 1] = first };
}
