using System.Runtime.InteropServices;

namespace Kif.Cli.Commands;

/// <summary>Ctrl+C, and what asks a program to end: the first time, work stops at its next step; the second time, the program ends at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const string ShowCursor = "\e[?25h";
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] signals;

    public StopSignals() => signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];

    /// <summary>Cancelled the first time.</summary>
    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals) signal.Dispose();
        stop.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        // Not cancelled, a signal does what it does to any program.
        if (stop.IsCancellationRequested)
        {
            if (!Console.IsOutputRedirected) Console.Write(ShowCursor);
            return;
        }
        context.Cancel = true;
        stop.Cancel();
    }
}
