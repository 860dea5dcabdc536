using System.Runtime.InteropServices;

namespace Kif.Cli.Commands;

/// <summary>The handling of Ctrl+C and SIGTERM: the first one stops work at its next step, the second one ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const string ShowCursor = "\e[?25h";
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] signals;

    public StopSignals() => signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];

    /// <summary>The token that the first signal cancels.</summary>
    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals) signal.Dispose();
        stop.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        // Unless canceled, a signal has its default effect: it ends the program.
        if (stop.IsCancellationRequested)
        {
            if (!Console.IsOutputRedirected) Console.Write(ShowCursor);
            return;
        }
        context.Cancel = true;
        stop.Cancel();
    }
}
