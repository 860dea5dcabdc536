using System.Diagnostics;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>The sample saves in one process, and another one answers the same; here with few examples, which teach it little.</summary>
public sealed class TwoFitsTests
{
    [Fact]
    public async Task What_one_process_learns_another_answers()
    {
        string zip = Path.Combine(Directory.CreateTempSubdirectory("kif-ml-").FullName, "assistant.zip");
        try
        {
            string learned = await RunAsync("learn", zip, "32"), answered = await RunAsync("answer", zip, "32");
            learned.Should().MatchRegex(@"^learning place, then time[^\n]*\nplace: \d+ of 100 right\..+ -> \w*\r?\ntime: \d+ of 100 right\..+ -> \w*\r?\n$");
            learned.Should().EndWith(answered).And.Contain(answered);
            answered.Should().StartWith("place: ");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(zip)!, recursive: true);
        }
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MlNet.TwoFits.dll"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["OMP_NUM_THREADS"] = "1" },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0, await error);
        return await output;
    }
}
