namespace Kif.Pipeline.Tests.Lines;

public class EventLinesTests
{
    private static readonly RunKey Run = new("kif-lora+ewc", "order-2", long.MaxValue);

    public static TheoryData<RunEvent> Plain => new((IEnumerable<RunEvent>)[
        new RunStarted(5_000_000_000) { Resumed = true }, new RunPaused(), new TaskStarted("place \"x\"\n", 3, 120),
        new TaskEvaluated(0, "Zeit, größer", 100.0 / 3), new TaskEvaluated(2, "a", double.NaN),
        new MidTaskScored(new MidTaskScore(1, 40, "a", 12.5)), new RunFailed("line one\nline two"), new RunFailed("no such file") { Misused = true, Trace = "a\n   at b" },
        new RunSkipped("in progress by process 3"), new HookWaiting("ewc", "EndTask", "place", null, 60.5),
        new HookWaiting("memory", "AfterStep", "place", new("place", 2, "replay", 7, 40), 120),
    ]);

    [Theory, MemberData(nameof(Plain))]
    public void Every_plain_event_comes_back_as_it_was(RunEvent happened)
    {
        string line = EventLines.Write(happened with { Run = Run });
        line.Should().NotContain("\n");
        EventLines.Read(line).Should().Be(happened with { Run = Run });
    }

    [Theory]
    [InlineData(null, 0.1 + 0.2), InlineData("identify", double.NaN), InlineData("x", double.PositiveInfinity), InlineData("x", double.NegativeInfinity)]
    public void A_step_comes_back_bit_by_bit_even_where_a_number_is_not_finite(string? phase, double number)
    {
        var step = new StepFinished(new("place", 1, phase, 7, 40), number, new Dictionary<string, double> { ["ewc"] = number, ["seq"] = 1e-300 }, number, 3e-3,
            true) { Tokens = 1L << 40, Examples = 16, Run = Run };
        RunEvent read = EventLines.Read(EventLines.Write(step))!;
        read.Run.Should().Be(Run);
        read.Should().BeEquivalentTo(step);
    }

    [Fact]
    public void A_matrix_comes_back_with_its_empty_cells()
    {
        var matrix = new PerformanceMatrix(["a", "b"]) { [0, 0] = 50, [1, 0] = 25, [1, 1] = 200.0 / 3 };
        matrix.SetUntrained(0, 1);
        foreach (bool reused in new[] { false, true })
        {
            string line = EventLines.Write(new RunFinished(matrix, 1.5) { Run = Run, Reused = reused });
            line.Should().StartWith(reused ? """{"event":"run-found",""" : """{"event":"run-finished",""");
            RunFinished read = EventLines.Read(line).Should().BeOfType<RunFinished>().Which;
            read.Reused.Should().Be(reused);
            (PerformanceMatrix back, double seconds) = (read.Matrix, read.Seconds);
            seconds.Should().Be(1.5);
            back.Tasks.Should().Equal("a", "b");
            new[] { back[0, 0], back[0, 1], back[1, 0], back[1, 1], back.Untrained(0), back.Untrained(1) }.Should()
                .Equal(50, double.NaN, 25, 200.0 / 3, 1, double.NaN);
        }
    }

    [Fact]
    public void Of_a_learned_task_the_explanations_are_left_out()
    {
        var learned = new TaskLearned("a", 1, 4096, new Dictionary<string, FusionExplanation> { ["kif"] = new("a", ["u"], [1], [1], [0.5]) }) { Run = Run };
        string line = EventLines.Write(learned);
        line.Should()
            .Be("""{"event":"task-learned","strategy":"kif-lora+ewc","order":"order-2","seed":9223372036854775807,"task":"a","index":1,"stateBytes":4096}""");
        EventLines.Read(line).Should().BeEquivalentTo(learned with { Explanations = new Dictionary<string, FusionExplanation>() });
    }

    [Fact]
    public void The_warnings_of_a_learned_task_are_kept_by_part()
    {
        var learned = new TaskLearned("a", 1, 4096, new Dictionary<string, FusionExplanation>())
        {
            Run = Run, Warnings = new Dictionary<string, IReadOnlyList<string>> { ["kif"] = ["all equal", "one \"step\""], ["ewc"] = ["x"] },
        };
        string line = EventLines.Write(learned);
        line.Should().EndWith("""
            ,"stateBytes":4096,"warnings":{"kif":["all equal","one \"step\""],"ewc":["x"]}}
            """);
        EventLines.Read(line).Should().BeEquivalentTo(learned);
        EventLines.Read(line.Replace("[\"x\"]", "5")).Should().BeNull();
    }

    [Fact]
    public void There_is_a_line_for_every_event_of_the_library()
    {
        IEnumerable<string> tested = Plain.Select(d => d.Data.GetType().Name).Concat(["StepFinished", "RunFinished", "TaskLearned"]);
        typeof(RunEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvent))).Select(t => t.Name).Should().BeSubsetOf(tested);
    }

    [Theory]
    [InlineData(""), InlineData("not json"), InlineData("[1]"), InlineData("3"), InlineData("{}"), InlineData("""{"event":5}""")]
    [InlineData("""{"event":"from-the-future","strategy":"a","order":"order-1","seed":1}""")]
    [InlineData("""{"event":"run-failed","strategy":"a","order":"order-1","seed":1}""")]
    [InlineData("""{"event":"run-failed","strategy":"a","order":"order-1","seed":"1","message":"x"}""")]
    [InlineData("""{"event":"task-started","strategy":"a","order":"order-1","seed":1,"task":"x","index":0.5,"plannedSteps":1}""")]
    [InlineData("""{"event":"run-found","strategy":"a","order":"order-1","seed":1,"seconds":1,"tasks":["x","y"],"untrained":[1,2],"matrix":[[1],[2]]}""")]
    [InlineData("""{"event":"run-failed","strategy":"a","order":"order-1","seed":1,"mess""")]
    public void A_line_that_is_no_whole_event_reads_as_null(string line) => EventLines.Read(line).Should().BeNull();

    [Fact]
    public void Further_fields_are_ignored() =>
        EventLines.Read("""{"event":"run-failed","strategy":"a","order":"order-1","seed":1,"message":"x","new":[1]}""")
            .Should().Be(new RunFailed("x") { Run = new("a", "order-1", 1) });

    [Fact]
    public void An_event_outside_a_comparison_has_no_line() =>
        FluentActions.Invoking(() => EventLines.Write(new RunFailed("x"))).Should().Throw<ArgumentException>().WithMessage("RunFailed belongs to no run*");
}
