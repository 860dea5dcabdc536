using System.Diagnostics;

namespace Kif.Packages.Tests;

/// <summary>Runs a program as a user does.</summary>
internal static class Shell
{
    public static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>The same, where anything but success is a failed test.</summary>
    public static async Task<string> MustRunAsync(string folder, string program, params string[] args)
    {
        (int code, string output) = await RunAsync(folder, program, args);
        code.Should().Be(0, $"{program} {string.Join(' ', args)} in {folder} said:\n{output}");
        return output;
    }
}
