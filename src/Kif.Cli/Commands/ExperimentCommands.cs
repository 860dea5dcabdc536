using System.CommandLine;

namespace Kif.Cli;

/// <summary>The commands before and after a comparison: <c>kif init</c>, <c>kif collect</c>, <c>kif verify</c> and <c>kif reproduce</c>.</summary>
internal static class ExperimentCommands
{
    public static Command Init()
    {
        var folder = new Argument<string>("folder") { HelpName = "FOLDER", Description = "The folder; created if it is missing." };
        var command = new Command("init",
            "Writes an experiment to start from: experiment.json, its schema for editors, and a README that explains every line.") { folder };
        command.SetAction((parsed, _) => Guard.RunWithTorchAsync(() =>
        {
            string path = parsed.GetRequiredValue(folder);
            foreach (string file in InitJob.Write(path)) Console.WriteLine(file);
            Console.WriteLine($"Next:  kif compare {Path.Combine(path, InitJob.ExperimentName)} --dry-run");
            return Task.FromResult(0);
        }));
        return command;
    }

    public static Command Collect(StrategyComposer composer)
    {
        var folders = new Argument<string[]>("runs") { HelpName = "RUN…", Arity = ArgumentArity.OneOrMore, Description = "Output folders of one experiment." };
        var output = new Option<string?>("--out") { HelpName = "FOLDER", Description = "Where all runs go. Default: the first folder." };
        var wait = new Option<bool>("--wait") { Description = "Waits until every run is done or has failed, however long that takes." };
        var command = new Command("collect", "Gathers the runs of several processes or machines, and writes their results.") { folders, output, wait };
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(async () =>
        {
            if (parsed.GetValue(wait)) await CollectJob.WaitAsync(parsed.GetRequiredValue(folders), TimeSpan.FromSeconds(10), cancellation);
            SavedComparison all = CollectJob.Collect(composer, parsed.GetRequiredValue(folders), parsed.GetValue(output));
            Console.WriteLine($"{all.Folder}: {ProgressText.Count(all.Result.Runs.Count, "run")} done, {all.Result.Failures.Count} failed, "
                + $"{all.Missing.Count} missing");
            foreach (var failure in all.Result.Failures) Console.WriteLine($"failed: {failure.Key}: {ProgressText.OneLine(failure.Message)}");
            if (all.Missing.Count > 0)
                Console.WriteLine($"missing: --cell {string.Join(',', all.Missing.Select(m => all.Description.Grid.ToList().IndexOf(m)))}");
            return all.Missing.Count + all.Result.Failures.Count > 0 ? ExitCodes.Failed : 0;
        }));
        return command;
    }

    public static Command Verify(StrategyComposer composer)
    {
        var folder = new Argument<string>("run") { HelpName = "RUN", Description = "An output folder." };
        var command = new Command("verify",
            "Recomputes what it can of a comparison's files (scores from answers, summaries from scores, hashes from files, configuration, data and "
            + "model), and fails if something does not match.") { folder };
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(async () =>
        {
            string path = parsed.GetRequiredValue(folder);
            VerificationResult outcome = await Guard.UntilStoppedAsync(() => VerifyJob.Verify(composer, path), cancellation);
            foreach (Discrepancy finding in outcome.Discrepancies) Console.WriteLine($"{(finding.Run is { } run ? $"{run}: " : "")}{finding.Message}");
            foreach (string note in outcome.Notes) Console.WriteLine($"note: {note}");
            foreach (string left in outcome.Unchecked) Console.WriteLine($"not checked: {left}");
            Console.WriteLine(outcome.Discrepancies.Count == 0
                ? $"{ProgressText.Count(outcome.Runs, "run")}: everything matches"
                : $"{ProgressText.Count(outcome.Runs, "run")}: {ProgressText.Count(outcome.Discrepancies.Count, "difference")}");
            return outcome.Discrepancies.Count == 0 ? 0 : ExitCodes.Failed;
        }));
        return command;
    }

    public static Command Reproduce(StrategyComposer composer, RunTelemetry telemetry)
    {
        var folder = new Argument<string>("run") { HelpName = "RUN", Description = "An output folder; it is not changed." };
        var cells = new Option<string?>("--cell") { HelpName = "N,M", Description = "Only these runs of the grid. Default: all finished runs." };
        var output = new Option<string?>("--out") { HelpName = "FOLDER", Description = "Keeps the new runs there. Default: they are removed." };
        var command = new Command("reproduce", "Repeats a comparison's runs and compares every bit: answers, losses, decisions per unit, weights.")
            { folder, cells, output };
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(async () =>
        {
            int[] chosen = CompareOptions.Cells(parsed.GetValue(cells) ?? "");
            IReadOnlyList<ReproductionResult> outcomes = await ReproduceJob.RunAsync(
                composer, telemetry, parsed.GetRequiredValue(folder), chosen, parsed.GetValue(output),
                r => Console.WriteLine($"{r.Run}: {(r.Identical ? "identical" : string.Join("; ", r.Differences))}"), cancellation);
            string are = outcomes.Count == 1 ? "is" : "are";
            Console.WriteLine($"{outcomes.Count(o => o.Identical)} of {ProgressText.Count(outcomes.Count, "run")} {are} the same, bit for bit");
            return outcomes.All(o => o.Identical) ? 0 : ExitCodes.Failed;
        }));
        return command;
    }
}
