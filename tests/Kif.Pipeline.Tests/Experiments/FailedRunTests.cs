namespace Kif.Pipeline.Tests.Experiments;

public sealed class FailedRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-failed-").FullName;

    [Fact]
    public async Task A_run_that_fails_is_told_and_written_the_others_go_on_and_another_call_does_it_again()
    {
        var breaks = new BreaksOptions();
        KifCatalog catalog = KifServices.BuiltIn()
            .AddStrategy<BreaksOptions>("breaks", "Fails at the end of the second task", (_, _) => new([new("breaks", new Breaks(breaks))]));
        (ComparisonResult result, List<RunEvent> events) = await Run(catalog, Settings("breaks", "seq-lora"));

        result.Runs.Select(r => r.Strategy).Should().Equal("seq-lora");
        RunFailure failure = result.Failures.Should().ContainSingle().Which;
        (failure.Key, failure.Message).Should().Be((new("breaks", RunKey.FirstOrder, 1), Broke));
        failure.Trace.Should().Contain($"{nameof(HookException)}: {Broke}").And.Contain($"{nameof(TimeoutException)}: it broke at time").And.Contain("Breaks.EndTask");
        events.Count(e => e is RunFailed { Message: Broke }).Should().Be(1);
        SavedComparison.Read(folder).Result.Failures.Should().Equal(result.Failures);

        breaks.At = "nothing";
        (result, events) = await Run(catalog, Settings("breaks", "seq-lora"));
        result.Failures.Should().BeEmpty();
        result.Runs.Select(r => r.Strategy).Should().Equal("breaks", "seq-lora");
        events.Where(e => e is RunFinished { Reused: true }).Select(e => e.Run!.Strategy).Should().Equal("seq-lora");
    }

    [Fact]
    public async Task Where_every_run_fails_the_first_failure_is_thrown()
    {
        KifCatalog catalog = KifServices.BuiltIn()
            .AddStrategy<BreaksOptions>("breaks", "Fails at the end of the second task", (o, _) => new([new("breaks", new Breaks(o))]));

        await FluentActions.Awaiting(() => Run(catalog, Settings("breaks"))).Should().ThrowAsync<HookException>().WithMessage(Broke);
    }

    [Theory, InlineData("Traits"), InlineData("Visit"), InlineData("Constructor"), InlineData("Canceled")]
    public async Task Wherever_a_strategy_throws_only_its_own_runs_fail_and_with_its_name(string where)
    {
        KifCatalog catalog = KifServices.BuiltIn().AddStrategy<BreaksOptions>("breaks", "Fails somewhere", (_, _) => new([new("breaks", new Broken(where))]));

        (ComparisonResult result, _) = await Run(catalog, Settings("breaks", "seq-lora"));

        result.Runs.Select(r => r.Strategy).Should().Equal("seq-lora");
        string hook = where switch { "Constructor" => "composing", "Canceled" => "AfterStep at step 0 of task 'place'", _ => where };
        result.Failures.Should().ContainSingle().Which.Message.Should().StartWith($"'breaks' failed in {hook}: it broke (");
        SavedComparison.Read(folder).Result.Failures.Should().Equal(result.Failures);
        (await Run(catalog, Settings("breaks", "seq-lora"))).Item1.Runs.Should().ContainSingle("the folder goes on as before");
    }

    [Fact]
    public async Task A_worker_that_dies_without_a_word_fails_its_run_only()
    {
        CompareSettings settings = Settings("seq-lora") with { Parallel = 2 };
        var arguments = new RunArguments { Worker = new("/bin/false", [], []) };

        (await FluentActions.Awaiting(() => Run(KifServices.BuiltIn(), settings, arguments)).Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("its process ended with code 1 and said nothing");
        SavedComparison.Read(folder).Result.Failures.Should().ContainSingle();
    }

    [Fact]
    public void Runs_at_a_time_need_a_program_that_does_them()
    {
        CompareSettings settings = Settings("seq-lora") with { Parallel = 2 };

        FluentActions.Invoking(() => CompareJob.Prepare(KifServices.BuiltIn(), settings)).Should().Throw<CompositionException>()
            .WithMessage("compare.parallel is 2*compare.worker*");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private CompareSettings Settings(params string[] strategies)
    {
        CompareSettings usual = CompareSettings.ForEmbedded();
        return usual with
        {
            Strategies = strategies, Order = ["place", "time"], TrainLimit = 16, TestLimit = 4, Training = usual.Training with { Epochs = 1 }, Out = folder,
        };
    }

    private static async Task<(ComparisonResult, List<RunEvent>)> Run(KifCatalog catalog, CompareSettings settings, RunArguments? arguments = null)
    {
        using CompareJob job = CompareJob.Prepare(new StrategyComposer(catalog), settings, arguments ?? new());
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        var events = new List<RunEvent>();
        await foreach (RunEvent e in run.Events) events.Add(e);
        return (job.Finish(await run.Completion), events);
    }

    private const string Broke = "'breaks' failed in EndTask of task 'time': it broke at time (TimeoutException)";

    private sealed class BreaksOptions
    {
        public string At { get; set; } = "time";
    }

    private sealed class Breaks(BreaksOptions options) : ContinualStrategy
    {
        public override TaskOutcome EndTask(in TaskEnd task) =>
            task.Task == options.At ? throw new TimeoutException("it broke at " + task.Task) : TaskOutcome.Keep;
    }

    private sealed class Broken : ContinualStrategy
    {
        private readonly string where;

        public Broken(string where)
        {
            this.where = where;
            Fail("Constructor");
        }

        public override StrategyTraits Traits
        {
            get
            {
                Fail("Traits");
                return new();
            }
        }

        public override StepOutcome AfterStep(in StepEnd step) =>
            where == "Canceled" ? throw new TaskCanceledException("it broke") : StepOutcome.Continue;

        public override void Visit(IStateVisitor state) => Fail("Visit");

        private void Fail(string at)
        {
            if (at == where) throw new TimeoutException("it broke");
        }
    }
}
