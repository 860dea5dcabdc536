using System.CommandLine;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Commands;

/// <summary>The program as a worker, which does single runs of a comparison for another process.</summary>
internal static class WorkerProgram
{
    /// <summary>Returns the command that starts this program again with the same plug-ins; null if it is unknown.</summary>
    public static WorkerCommand? Own(ParseResult parsed)
    {
        if (Environment.ProcessPath is not { } program) return null;
        string entry = System.Reflection.Assembly.GetEntryAssembly()!.Location;
        bool host = Path.GetFileNameWithoutExtension(program) == "dotnet";
        IEnumerable<string> plugins = (parsed.GetValue<string[]>("--plugin") ?? []).SelectMany(p => new[] { "--plugin", p });
        return new(program, host ? [entry] : [], [.. plugins]);
    }

    /// <summary>Does the runs that the settings name and prints their events.</summary>
    public static async Task<int> RunAsync(CompareService comparisons, CompareSettings settings, CancellationToken cancellation)
    {
        settings.Parallel = 1;
        // Not disposed, because the thread below may outlive this call.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The parent process closes this one's input to stop it; its own end closes it as well.
        new Thread(() =>
        {
            while (Console.In.Read() >= 0) { }
            stop.Cancel();
        }) { IsBackground = true }.Start();
        using CompareJob job = comparisons.Prepare(settings, "kif compare, a run of it");
        await using ComparisonRun run = job.Start(stop.Token);
        await foreach (StrategyEvent e in run.Events) Console.Out.WriteLine(EventLines.Write(e));
        await run.Completion;
        return 0;
    }
}
