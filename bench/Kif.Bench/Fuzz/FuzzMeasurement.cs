using System.Diagnostics;
using Kif.Fuzzing;

namespace Kif.Bench.Fuzz;

/// <summary>Runs seeded damage through all loaders for as long as wanted, and saves what goes wrong.</summary>
internal sealed class FuzzMeasurement : IMeasurement
{
    public string Line => "hostile files through every loader: " + FuzzOptions.Usage;

    public int Run(string[] args)
    {
        if (FuzzOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(FuzzOptions.Usage);
            return 2;
        }
        torch.set_num_threads(1);
        FuzzTarget[] all = [.. ModelTargets.All(), .. TaskTargets.All(), .. TableTargets.All(), .. RunTargets.All(), .. ChatRequestTargets.All()];
        FuzzTarget[] targets = [.. all.Where(t => (options.Format ?? t.Format) == t.Format && (options.Target ?? t.Name) == t.Name)];
        if (targets.Length == 0)
        {
            Console.Error.WriteLine($"no such target; there are: {string.Join(", ", all.Select(t => $"{t.Name} ({t.Format})"))}");
            return 2;
        }
        using var journal = new FuzzJournal(options.Output);
        int findings = 0;
        long cases = 0;
        foreach (FuzzTarget target in targets)
        {
            FuzzTally tally = new FuzzRun(target, options, journal).For(TimeSpan.FromSeconds(options.Seconds / targets.Length));
            Console.WriteLine(
                $"{target.Format}/{target.Name}: {tally.Cases} cases, seed {options.Seed}: {string.Join(", ", tally.Outcomes.Select(o => $"{o.Key} {o.Value}"))}");
            cases += tally.Cases;
            foreach ((long number, int times, string finding) in tally.Findings)
            {
                findings++;
                Console.WriteLine($"  FINDING ({times} times; --seed {options.Seed} --target {target.Name} --case {number}): {finding}");
            }
        }
        Console.WriteLine($"{cases} cases, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB in memory");
        Console.WriteLine(findings == 0 ? "no finding" : $"{findings} findings, saved in {Path.GetFullPath(options.Output)}");
        return findings == 0 ? 0 : 1;
    }
}
