using System.CommandLine;
using Kif.Cli.Rendering;
using Kif.Pipeline.Studies;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary>The command <c>kif study</c>: three small experiments on the claims of KIF.</summary>
internal static class StudyCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var size = new Option<StudySize>("--size") { HelpName = "SIZE", Description = "small (about a minute) or full. Default: small." };
        var seed = new Option<string>("--seed") { HelpName = "1,2,3", Description = "One run per seed. Default: 1,2,3.", DefaultValueFactory = _ => "1,2,3" };
        var folder = new Option<string?>("--out") { HelpName = "FOLDER", Description = "Writes study.json and study.md there." };
        var json = new Option<bool>("--json") { Description = "Prints JSON in place of tables." };
        var command = new Command("study", """
            Three small experiments: whether decomposing an adapter changes it, whether each importance
            estimator finds the units that matter, and what each fuser keeps of two tasks.

            Example: kif study --size small --seed 1,2,3 --out runs/study
            """) { size, seed, folder, json };
        command.SetAction((parsed, cancellation) => Guard.RunAsync(() => Task.Run(() =>
        {
            var settings = new StudySettings { Size = parsed.GetValue(size), Seeds = [.. parsed.GetValue(seed)!.Split(',').Select(s => LoraArguments.Long("--seed", s))], Out = parsed.GetValue(folder) };
            StudyResult result = StudyJob.Run(catalog, settings, line => Console.Error.WriteLine(line), cancellation);
            if (parsed.GetValue(json)) Console.WriteLine(StudyJob.ToJson(result));
            else StudyTables.Write(AnsiConsole.Console, result);
            return 0;
        }, cancellation)));
        return command;
    }
}
