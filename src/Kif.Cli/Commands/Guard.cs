using Kif.Models.Native;
using Kif.Pipeline.Streams;

namespace Kif.Cli.Commands;

/// <summary>Turns what goes wrong into one line on the error stream and an exit code.</summary>
internal static class Guard
{
    public static async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            NativeTorch.EnsureLoaded();
            return await work();
        }
        catch (OperationCanceledException)
        {
            return Tell("stopped", ExitCode.Cancelled);
        }
        catch (Exception e) when (e is CompositionException or ArgumentException or FileNotFoundException or DirectoryNotFoundException or TaskFolderException)
        {
            return Tell(e.Message, ExitCode.Misused);
        }
        catch (Exception e)
        {
            // Whatever it is, a user of the tool gets a line and an exit code, never a trace.
            return Tell(e.Message, ExitCode.Failed);
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
