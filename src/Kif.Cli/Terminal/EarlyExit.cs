namespace Kif.Cli;

/// <summary>Tells of code, such as a plug-in's, that ends the program before its work is done; such an end is no success.</summary>
internal sealed class EarlyExit : IDisposable
{
    private readonly CancellationToken stop;

    /// <summary>Begins to watch.</summary>
    /// <param name="stop">Canceled where the user ends the program.</param>
    public EarlyExit(CancellationToken stop)
    {
        this.stop = stop;
        AppDomain.CurrentDomain.ProcessExit += Tell;
    }

    /// <summary>The work is done.</summary>
    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= Tell;

    private void Tell(object? sender, EventArgs e)
    {
        if (stop.IsCancellationRequested) return;
        Aside.Write("kif: some code ended the program (Environment.Exit) before its work was done");
        if (Environment.ExitCode == 0) Environment.ExitCode = ExitCodes.Failed;
    }
}
