using System.CommandLine;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The command <c>kif study</c>: three small experiments on the claims of KIF.</summary>
internal static class StudyCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var size = new Option<StudySize>("--size") { HelpName = "SIZE", Description = "small (about a minute) or full. Default: small." };
        var seed = new Option<string>("--seed") { HelpName = "1,2,3", Description = "One run per seed. Default: 1,2,3.", DefaultValueFactory = _ => "1,2,3" };
        var folder = new Option<string?>("--out") { HelpName = "FOLDER", Description = "Writes study.json and study.md there." };
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of tables." };
        var command = new Command("study", """
            Three small experiments: whether decomposing an adapter changes it, whether each importance
            estimator finds the units that matter, and what each fuser keeps of two tasks.

            Example: kif study --size small --seed 1,2,3 --out runs/study
            """) { size, seed, folder, json };
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(() => Task.Run(() =>
        {
            var settings = new StudySettings
                { Size = parsed.GetValue(size), Seeds = [.. parsed.GetValue(seed)!.Split(',').Select(s => NumberArguments.Long("--seed", s))],
                Out = parsed.GetValue(folder) };
            StudyResult result = StudyJob.Run(catalog, settings, line => Console.Error.WriteLine(line), cancellation);
            if (parsed.GetValue(json)) Console.WriteLine(StudyJob.ToJson(result));
            else StudyTables.Write(AnsiConsole.Console, result);
            return 0;
        }, cancellation)));
        return command;
    }
}

/// <summary>The tables of a study, each of at most 80 columns.</summary>
internal static class StudyTables
{
    public static void Write(IAnsiConsole console, StudyResult result)
    {
        foreach (StudyTable study in StudyReport.Tables(result))
        {
            console.WriteLine();
            console.WriteLine(study.Question);
            var table = new Table().Border(TableBorder.Simple);
            foreach (string column in study.Columns) table.AddColumn(new TableColumn(column).NoWrap().PadLeft(0).PadRight(2));
            foreach (TableColumn column in table.Columns.Skip(1)) column.RightAligned();
            foreach (IReadOnlyList<string> row in study.Rows) table.AddRow([.. row]);
            console.Write(table);
            foreach (string note in study.Notes) console.WriteLine(note);
        }
    }
}
