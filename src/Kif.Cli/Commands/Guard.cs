using Kif.Cli.Exit;
using Kif.Models.Native;

namespace Kif.Cli.Commands;

/// <summary>Turns what goes wrong into one line on the error stream and an exit code.</summary>
internal static class Guard
{
    /// <summary>Work that computes: libtorch is loaded first, so that its lack is told early.</summary>
    public static Task<int> RunAsync(Func<Task<int>> work)
    {
        NativeTorch.EnsureLoaded();
        return work();
    }

    /// <summary>Runs a command. Whatever it throws, a user gets a line and an exit code, and a trace only who asks for it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="verbose">Whether the trace is printed after the line.</param>
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
