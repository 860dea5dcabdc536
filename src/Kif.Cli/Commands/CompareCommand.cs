using System.CommandLine;
using Kif.Cli.Rendering;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Experiments;
using Kif.Pipeline.Jobs;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary><c>kif compare</c>: the main job.</summary>
internal static class CompareCommand
{
    public static Command Create(CompareService comparisons)
    {
        var options = new CompareOptions();
        var file = new Argument<string?>("experiment") { HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne, Description = "An experiment file (see kif init); options count over it." };
        var dry = new Option<bool>("--dry-run") { Description = "Trains nothing: prints the runs and what they take, measured with a few steps." };
        var emit = new Option<string?>("--emit") { HelpName = "slurm", Description = "Trains nothing: writes an array-job script for a cluster into --out." };
        emit.AcceptOnlyFromAmong("slurm");
        var worker = new Option<bool>("--worker") { Hidden = true, Description = "Events as lines on standard output; stops when standard input ends." };
        var command = new Command("compare", """
            Compares strategies head to head on a stream of tasks and prints one table, then what each strategy kept of each task.
            Without arguments: a small embedded T5 and an embedded stream of short English tasks.

            Example: kif compare --model SmolLM2-135M --data long-sequence --order agnews,dbpedia,yahoo,amazon \
                       --strategies seq-lora,kif-lora --train-limit 200 --test-limit 100 --seed 1 --out runs/x
            """) { file, dry, emit, worker };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(() =>
        {
            CompareSettings settings = options.Read(parsed, parsed.GetValue(file) is { } path ? ExperimentFile.Read(path) : null);
            settings.Worker = WorkerProgram.Own(parsed);
            if (parsed.GetValue(dry)) return Task.FromResult(Plan(comparisons, settings));
            if (parsed.GetValue(emit) is not null) return Task.FromResult(Emit(comparisons, settings));
            return parsed.GetValue(worker) ? WorkerProgram.RunAsync(comparisons, settings, cancellation) : RunAsync(comparisons, settings, cancellation);
        }));
        return command;
    }

    private static int Plan(CompareService comparisons, CompareSettings settings)
    {
        string? output = settings.Out;
        settings.Out = null;
        using CompareJob job = comparisons.Prepare(settings);
        AnsiConsole.Console.WriteLine(job.Headline);
        PlanTable.Write(AnsiConsole.Console, PlanJob.Make(job, output));
        return 0;
    }

    private static int Emit(CompareService comparisons, CompareSettings settings)
    {
        using CompareJob job = comparisons.Prepare(settings, "kif " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
        string script = SlurmScript.Write(job);
        Console.WriteLine($"{job.Grid.Count} runs. Next:  sbatch {script}");
        Console.WriteLine($"Then:  kif collect {settings.Out}");
        return 0;
    }

    /// <summary>Runs a comparison and shows it.</summary>
    public static async Task<int> RunAsync(CompareService comparisons, CompareSettings settings, CancellationToken cancellation, string name = "compare")
    {
        IAnsiConsole console = AnsiConsole.Console;
        using CompareJob job = comparisons.Prepare(settings, $"kif {name} " + string.Join(' ', Environment.GetCommandLineArgs().Skip(2)));
        console.WriteLine(job.Headline);
        if (job.Advice is { } advice) console.MarkupLineInterpolated($"[yellow]Note: {advice}.[/]");
        await using ComparisonRun run = job.Start(cancellation);
        await RunProgress.ShowAsync(console, run.Events, job);
        ComparisonResult result = await run.Completion;
        result = job.Finish(result);
        console.WriteLine();
        SummaryTable.Write(console, result);
        foreach (StrategyRun one in result.Runs) MatrixTable.Write(console, one, severalSeeds: settings.Seeds.Count > 1);
        if (settings.Out is { } folder) console.WriteLine($"Everything needed to redo and to plot this is in {folder}.");
        return 0;
    }
}
