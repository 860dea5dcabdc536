using System.Diagnostics;
using System.Globalization;

namespace Kif.Cli.Tests;

/// <summary>What happens at Ctrl+C, and what is said of it.</summary>
public sealed class StopTests
{
    private static readonly RunKey First = new("ewc", "order-1", 1), Second = new("kif-lora", "order-1", 1);

    [Fact]
    public void What_is_waited_for_is_said()
    {
        Said().Should().Be("stopping before the next run begins");
        Said(Run(RunStage.Training)).Should().Be("stopping ewc after step 8 of 40 of task 'place'");
        Said(Run(RunStage.Closing)).Should().Be("stopping ewc after the next pass of the strategy at the end of task 'place'");
        Said(Run(RunStage.Scoring), Run(RunStage.Training) with { Key = Second }).Should().Be("stopping ewc after the next batch of answers (and 1 other run)");
    }

    [Fact]
    public async Task Work_that_keeps_nothing_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        Task<int> work = Guard.UntilStoppedAsync(() =>
        {
            never.Wait(TimeSpan.FromMinutes(5));
            return 1;
        }, stop.Token);
        stop.Cancel();

        await FluentActions.Awaiting(() => work).Should().ThrowAsync<OperationCanceledException>();
        never.Set();
    }

    [Fact]
    public async Task A_comparison_says_what_it_waits_for_keeps_what_it_has_and_goes_on()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        string folder = Path.Combine(Tool.Folder, "stopped");
        string[] command = ["compare", "--strategies", "seq-lora,ewc", "--order", "place,time", "--train-limit", "64", "--test-limit", "4", "--parallel", "1",
            "--out", folder];
        using Process process = Tool.Start(new Dictionary<string, string>(), command);
        Task<string> error = process.StandardError.ReadToEndAsync(token);
        while (await process.StandardOutput.ReadLineAsync(token) is { } line && !line.Contains("learned place")) { }
        Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
        await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);

        process.ExitCode.Should().Be(130);
        (await error).Should().MatchRegex(@"kif: stopping seq-lora after .*; Ctrl\+C again kills at once").And.Contain("kif: stopped; 0 of 2 runs are done");
        (int code, string output, string wrong) = await Tool.RunAsync(command);
        code.Should().Be(0, wrong);
        output.Should().MatchRegex(@"(?m)^ ewc +\d");
    }

    private static string Said(params RunSnapshot[] running) =>
        StopText.Of(new(TimeSpan.Zero, null, 2, 0, 0, running, [], []), new ProgressText([First, Second]));

    private static RunSnapshot Run(RunStage stage) => new(First, stage, "place", 0, 2, null, 7, 40, 1, TimeSpan.Zero, null, null);
}
