using System.CommandLine;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Commands;

/// <summary><c>kif compare</c>: the main job.</summary>
internal static class CompareCommand
{
    public static Command Create(CompareService comparisons)
    {
        var options = new CompareOptions();
        var views = new ViewOptions();
        var file = new Argument<string?>("experiment") { HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne, Description = "An experiment file (see kif init); options count over it." };
        var worker = new Option<bool>("--worker") { Hidden = true, Description = "Events as lines on standard output; stops when standard input ends." };
        var command = new Command("compare", """
            Compares strategies head to head on a stream of tasks and prints one table, then what each strategy kept of each task.
            Without arguments: a small embedded T5 and an embedded stream of short English tasks.

            Example: kif compare --model SmolLM2-135M --data long-sequence --order agnews,dbpedia,yahoo,amazon \
                       --strategies seq-lora,kif-lora --train-limit 200 --test-limit 100 --seed 1 --out runs/x
            """) { file, worker };
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
            return parsed.GetValue(worker)
                ? WorkerProgram.RunAsync(comparisons, Settings(), cancellation)
                : ComparisonProgram.RunAsync(comparisons, Settings, views.View(parsed), "compare", cancellation);
        }));
        return command;
    }
}
