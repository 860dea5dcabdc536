using System.CommandLine;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Commands;

/// <summary>This program as one that does single runs of a comparison, for another process of it.</summary>
internal static class WorkerProgram
{
    /// <summary>How this program is started again, with the same plug-ins.</summary>
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
        // Not disposed: the thread below may outlive this call.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The process that asked closes this one's input to stop it, or dies and so closes it.
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
