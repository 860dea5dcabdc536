using System.CommandLine;
using Kif.Cli.Rendering;
using Kif.Pipeline.Experiments;
using Kif.Pipeline.Jobs;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary>The command <c>kif compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(CompareService comparisons)
    {
        var options = new CompareOptions();
        var views = new ViewOptions();
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
        views.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(() =>
        {
            CompareSettings Settings()
            {
                CompareSettings settings = options.Read(parsed, parsed.GetValue(file) is { } path ? ExperimentFile.Read(path) : null);
                settings.Worker = WorkerProgram.Own(parsed);
                return settings;
            }
            if (parsed.GetValue(dry)) return Task.FromResult(DryRun(comparisons, Settings()));
            if (parsed.GetValue(emit) is not null) return Task.FromResult(Emit(comparisons, Settings()));
            return parsed.GetValue(worker)
                ? WorkerProgram.RunAsync(comparisons, Settings(), cancellation)
                : ComparisonProgram.RunAsync(comparisons, Settings, views.View(parsed), "compare", cancellation);
        }));
        return command;
    }

    private static int DryRun(CompareService comparisons, CompareSettings settings)
    {
        (string? output, int trials) = (settings.Out, settings.Tune);
        (settings.Out, settings.Tune) = (null, 0);
        using CompareJob job = comparisons.Prepare(settings);
        AnsiConsole.Console.WriteLine(job.Headline);
        if (trials > 0) AnsiConsole.Console.WriteLine($"Before it, a search of at most {trials} trials per strategy, which is not in the figures below.");
        PlanTable.Write(AnsiConsole.Console, PlanJob.Make(job, output));
        return 0;
    }

    private static int Emit(CompareService comparisons, CompareSettings settings)
    {
        if (settings.Tune > 0) throw new CompositionException("--emit trains nothing, and --tune does: search with --cell 0 first, then emit the experiment.json that it leaves");
        using CompareJob job = comparisons.Prepare(settings, "kif " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
        string script = SlurmScript.Write(job);
        Console.WriteLine($"{job.Grid.Count} runs. Next:  sbatch {script}");
        Console.WriteLine($"Then:  kif collect {settings.Out}");
        return 0;
    }
}
