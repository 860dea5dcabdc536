using Kif.Cli.Exit;
using Kif.Models.Native;

namespace Kif.Cli.Commands;

/// <summary>The handling of errors: one line on the error stream and an exit code.</summary>
internal static class Guard
{
    /// <summary>Runs work that computes, after loading libtorch, so that a missing library is reported early.</summary>
    public static Task<int> RunAsync(Func<Task<int>> work)
    {
        NativeTorch.EnsureLoaded();
        return work();
    }

    /// <summary>Runs a command. An exception becomes one line and an exit code, with a stack trace only on request.</summary>
    /// <param name="command">The command.</param>
    /// <param name="verbose">Whether the stack trace is printed after the line.</param>
    public static async Task<int> CatchAsync(Func<Task<int>> command, bool verbose)
    {
        try
        {
            return await command();
        }
        catch (Exception e)
        {
            int code = Tell(e is OperationCanceledException ? "stopped" : e.Message, ExitCode.Of(e));
            if (verbose) Console.Error.WriteLine(e);
            return code;
        }
    }

    /// <summary>Prints one line to the error stream.</summary>
    /// <returns><paramref name="code"/>.</returns>
    public static int Tell(string message, int code)
    {
        Console.Error.WriteLine("kif: " + message);
        return code;
    }
}
