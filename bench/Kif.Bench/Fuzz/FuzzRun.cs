using System.Diagnostics;
using Kif.Fuzzing;

namespace Kif.Bench.Fuzz;

/// <summary>The cases of one target, one after another.</summary>
internal sealed class FuzzRun(FuzzTarget target, FuzzOptions options, FuzzJournal journal)
{
    private const long MostGrowth = 1L << 30;
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5), Progress = TimeSpan.FromMinutes(1);

    private readonly FuzzTally tally = new();
    private (long Number, FuzzCase Case, long Start) current;

    /// <summary>Runs cases from number 0 on, or the one that is wanted.</summary>
    public FuzzTally For(TimeSpan time)
    {
        using var scratch = new FuzzScratch();
        var maker = new FuzzMaker(target, options.Seed, scratch);
        long number = options.Case ?? 0, start = Stopwatch.GetTimestamp(), told = start, memory = 0;
        using var watchdog = new Timer(_ => RefuseHang(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        do
        {
            FuzzCase given = maker.Make(number);
            journal.Begin(target, options.Seed, number);
            current = (number, given, Stopwatch.GetTimestamp());
            Add(number, given, FuzzJudge.Run(target, given));
            if (number == 1000) memory = Environment.WorkingSet; // everything is warm
            if (number % 1000 == 999 && memory > 0 && Environment.WorkingSet - memory > MostGrowth)
            {
                Add(number, given, new("grown", $"the process has grown by {Environment.WorkingSet - memory} bytes"));
                memory = Environment.WorkingSet;
            }
            if (Stopwatch.GetElapsedTime(told) > Progress)
            {
                told = Stopwatch.GetTimestamp();
                Console.WriteLine($"  {target.Name}: {tally.Cases} cases, {tally.Findings.Count()} findings, {Environment.WorkingSet >> 20} MiB");
            }
            number++;
        }
        while (options.Case is null && Stopwatch.GetElapsedTime(start) < time);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        if (OpenFiles(scratch) is > 0 and var open) Add(number, current.Case, new("open", $"{open} files of cases are still open"));
        return tally;
    }

    private static int OpenFiles(FuzzScratch scratch) => !Directory.Exists("/proc/self/fd") ? 0
        : Directory.GetFiles("/proc/self/fd").Count(handle => new FileInfo(handle).LinkTarget?.StartsWith(scratch.Path, StringComparison.Ordinal) == true);

    private void Add(long number, FuzzCase given, FuzzOutcome outcome)
    {
        if (tally.Add(number, outcome)) journal.Save(target, options.Seed, number, given, outcome.Finding!);
    }

    /// <summary>A case that does not end cannot be stopped; it is saved, and the process ends.</summary>
    private void RefuseHang()
    {
        (long number, FuzzCase given, long start) = current;
        if (given is null || Stopwatch.GetElapsedTime(start) < Hang) return;
        journal.Save(target, options.Seed, number, given, $"it hangs: {Hang.TotalMinutes} minutes");
        Console.WriteLine($"  FINDING: --seed {options.Seed} --target {target.Name} --case {number} hangs; it is saved");
        Environment.Exit(3);
    }
}
