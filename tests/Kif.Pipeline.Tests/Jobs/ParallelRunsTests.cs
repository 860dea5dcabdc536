namespace Kif.Pipeline.Tests.Jobs;

/// <summary>How many runs are done at a time.</summary>
public class ParallelRunsTests
{
    private static readonly WorkerCommand Tool = new("kif", [], []) { IsTool = true };
    private static readonly int Most = Math.Min(Environment.ProcessorCount, 8);

    [Fact]
    public void The_tool_does_small_runs_side_by_side_as_many_as_there_are_processors_and_runs()
    {
        Of(Tool, Settings(), 0, 1, 2, 100).Should().Equal(1, 1, Math.Min(2, Most), Most);
        Of(Tool, Settings() with { Threads = 1 }, 100).Should().Equal(Most);
    }

    [Fact]
    public void A_number_that_was_said_is_kept()
    {
        Of(Tool, Settings() with { Parallel = 3 }, 1, 100).Should().Equal(3, 3);
        Of(Tool, Settings() with { Parallel = 1 }, 100).Should().Equal(1);
    }

    [Fact]
    public void Runs_with_several_threads_are_done_one_after_another() => Of(Tool, Settings() with { Threads = 2 }, 100).Should().Equal(1);

    [Fact]
    public void Programs_that_may_not_pass_their_arguments_on_do_one_after_another()
    {
        Of(null, Settings(), 100).Should().Equal(1);
        Of(Tool with { IsTool = false }, Settings(), 100).Should().Equal(1);
    }

    private static CompareSettings Settings() => CompareSettings.ForEmbedded() with { TrainLimit = 4, TestLimit = 2 };

    private static int[] Of(WorkerCommand? worker, CompareSettings settings, params int[] runs)
    {
        int threads = torch.get_num_threads();
        try
        {
            using CompareJob job = CompareJob.Prepare(new StrategyComposer(KifServices.BuiltIn()), settings, new RunArguments { Worker = worker });
            return [.. runs.Select(job.ParallelRuns)];
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }
}
