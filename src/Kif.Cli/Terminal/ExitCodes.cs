using System.Runtime.InteropServices;

namespace Kif.Cli;

/// <summary>The exit codes of the tool; 0 means done.</summary>
internal static class ExitCodes
{
    /// <summary>An error during the work, at least one failed run, or a check that found something.</summary>
    public const int Failed = 1;

    /// <summary>Wrong arguments, or a file or folder that they name is missing, damaged or of the wrong kind: nothing was begun.</summary>
    public const int Misused = 2;

    /// <summary>The gate refuses the new model.</summary>
    public const int Refused = 3;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Canceled = 130;

    /// <summary>Returns the exit code of an exception.</summary>
    internal static int Of(Exception e) => e switch
    {
        OperationCanceledException => Canceled,
        _ => RunFailed.IsMisuse(e) ? Misused : Failed,
    };
}

/// <summary>The handling of Ctrl+C and SIGTERM: the first one stops work at its next step, the second one ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const string ShowCursor = "\e[?25h";
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] signals;

    public StopSignals() => signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    /// <summary>The token that the first signal cancels.</summary>
    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals) signal.Dispose();
        stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // Unless canceled, a signal has its default effect: it ends the program.
        if (stop.IsCancellationRequested)
        {
            if (!Console.IsOutputRedirected) Spectre.Console.AnsiConsole.Console.Profile.Out.Writer.Write(ShowCursor);
            return;
        }
        context.Cancel = true;
        stop.Cancel();
    }
}
