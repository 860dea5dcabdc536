using System.Diagnostics;

namespace Kif.Cli.Tests;

/// <summary>Runs the tool as a user does: a process of its own.</summary>
internal static class Tool
{
    /// <summary>The working folder of the tool: commands without --out keep their runs there.</summary>
    public static readonly string Folder = Directory.CreateTempSubdirectory("kif-cli-tests-work-").FullName;

    static Tool() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunAsync(new Dictionary<string, string>(), args);

    /// <summary>Runs the tool with further environment variables.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        using Process process = Start(Folder, variables, args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts the tool without input.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> variables, params string[] args) => Start(Folder, variables, args);

    /// <summary>Starts the tool without input in a folder.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        Process process = StartOpen(folder, variables, args);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts the tool with a pipe that a test writes to.</summary>
    public static Process StartOpen(params string[] args) => StartOpen(Folder, new Dictionary<string, string>(), args);

    private static Process StartOpen(string folder, IReadOnlyDictionary<string, string> variables, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kif.dll"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder,
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        };
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
