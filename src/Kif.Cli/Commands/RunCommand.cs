using System.CommandLine;
using Kif.Cli.Rendering;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Options;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary>The command <c>kif run</c>: a comparison of one strategy, by name or from a file.</summary>
internal static class RunCommand
{
    public static Command Create(CompareService comparisons)
    {
        var strategy = new Option<string?>("--strategy") { HelpName = "NAME", Description = "What to run (see kif list); a+b is one strategy of both. Default: kif-lora." };
        var composition = new Option<string?>("--composition") { HelpName = "FILE", Description = "A composition in JSON, in place of --strategy." };
        var dry = new Option<bool>("--dry-run") { Description = "Runs nothing: shows every option of the composition, its value and where it comes from." };
        var views = new ViewOptions("Lines of JSON: events and progress while running, the result as the last line. With --dry-run: a file that --composition reads.");
        var options = new CompareOptions(several: false);
        var command = new Command("run", """
            Runs one strategy over a stream of tasks: kif compare with a single one.

            Options are looked up in this order, the last one counts: defaults, environment variables
            (KIF__EWC__LAMBDA=0.5; KIF__KIF_LORA__FUSE=average), the file, --set. In --set the strategy's
            name may be left out.

            Example: kif run --strategy kif-lora+ewc --set ewc.lambda=0.5 --dry-run
            """) { strategy, composition, dry };
        options.AddTo(command);
        views.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(() =>
        {
            CompareSettings Given()
            {
                CompareSettings settings = Settings(options.Read(parsed), parsed.GetValue(strategy), parsed.GetValue(composition));
                settings.Worker = WorkerProgram.Own(parsed);
                return settings;
            }
            return parsed.GetValue(dry)
                ? Task.FromResult(Describe(comparisons.Choose(Given()).Single(), views.Json(parsed)))
                : ComparisonProgram.RunAsync(comparisons, Given, views.View(parsed), "run", cancellation);
        }));
        return command;
    }

    private static CompareSettings Settings(CompareSettings settings, string? strategy, string? file)
    {
        if (strategy is not null && file is not null) throw new CompositionException("--strategy and --composition exclude each other: a file names its strategy itself");
        CompositionRequest request = file is null ? new(strategy ?? "kif-lora", []) : CompositionFile.Read(file);
        (settings.Strategies, settings.Given) = ([request.Strategy], [request]);
        settings.Set = [.. settings.Set.Select(s => new[] { request.Strategy, "metric", "data" }.Any(o => s.StartsWith(o + '.', StringComparison.Ordinal)) ? s : $"{request.Strategy}.{s}")];
        return settings;
    }

    private static int Describe(StrategyChoice choice, bool json)
    {
        if (json) Console.WriteLine(CompositionTable.ToJson(choice.Description!));
        else CompositionTable.Write(AnsiConsole.Console, choice.Description!);
        return 0;
    }
}
