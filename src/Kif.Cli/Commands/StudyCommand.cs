using System.CommandLine;
using Kif.Reports;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The command <c>kif study</c>: a study by name, or three small experiments on the parts.</summary>
internal static class StudyCommand
{
    public static Command Create(StrategyComposer composer, RunTelemetry telemetry)
    {
        var name = new Argument<string?>("study")
        {
            HelpName = "NAME", Arity = ArgumentArity.ZeroOrOne,
            Description = $"A study of strategies: {string.Join(", ", Studies.All.Select(s => s.Name))}. Without: three small experiments on the parts.",
        };
        var size = new Option<StudySize>("--size") { HelpName = "SIZE", Description = "small (about a minute) or full. Default: small." };
        var seed = new Option<string>("--seed")
            { HelpName = "1,2,3", Description = "One run of the small experiments per seed. Default: 1,2,3.", DefaultValueFactory = _ => "1,2,3" };
        var folder = new Option<string?>("--out")
            { HelpName = "FOLDER", Description = "Writes the results there; a study NAME is continued. Default: runs/study-NAME-SIZE." };
        var model = new Option<string?>("--model") { HelpName = "FOLDER", Description = "The model of a study of real tasks." };
        var data = new Option<string?>("--data") { HelpName = "FOLDER", Description = "The tasks of a study of real tasks." };
        var parallel = new Option<int?>("--parallel") { HelpName = "N", Description = "Concurrent runs of a study NAME. Default: as in kif compare." };
        var dry = new Option<bool>("--dry-run")
            { Description = "Trains nothing: prints the runs of a study NAME with their time, and what they could show." };
        var views = new ViewOptions("Prints JSON instead of tables.");
        var command = new Command("study", """
            Without a name, three small experiments: whether decomposing an adapter changes it, whether each importance
            estimator finds the units that matter, and what each fuser keeps of two tasks. With a name, a grid of comparisons
            that answers one question about strategies; it is resumable, and study.md has the answer and the figures.

            Example: kif study normalization --size full --out runs/normalization
            """) { name, size, seed, folder, model, data, parallel, dry };
        views.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(name) is not { } chosen)
                return Guard.RunWithTorchAsync(() => Task.Run(() =>
                {
                    var settings = new StudySettings
                    {
                        Size = parsed.GetValue(size), Seeds = [.. parsed.GetValue(seed)!.Split(',').Select(s => NumberArguments.Long("--seed", s))],
                        Out = parsed.GetValue(folder),
                    };
                    StudyResult result = StudyJob.Run(composer.Catalog, settings, line => Console.Error.WriteLine(line), cancellation);
                    if (views.Json(parsed)) Console.WriteLine(StudyJob.ToJson(result));
                    else StudyTables.Write(AnsiConsole.Console, result);
                    return 0;
                }, cancellation));
            IComparisonView? view = parsed.GetValue(dry) ? null : views.View(parsed);
            return Guard.RunComparisonAsync(parsed, () =>
            {
                (Study study, StudySize amount) = (Studies.Get(chosen), parsed.GetValue(size));
                string output = parsed.GetValue(folder) ?? Path.Combine("runs", $"study-{study.Name}-{amount}".ToLowerInvariant());
                Func<StudySize, CompareSettings> studied = study.Start;
                CompareSettings With(CompareSettings s) => s with
                    { Model = parsed.GetValue(model) ?? s.Model, Data = parsed.GetValue(data) ?? s.Data, Parallel = parsed.GetValue(parallel) ?? s.Parallel };
                var arguments = new RunArguments
                {
                    Telemetry = telemetry, Worker = WorkerProgram.OwnCommand(parsed), Verbose = parsed.GetValue<bool>(Guard.Verbose),
                    Command = "kif " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
                };
                study = study with { Start = s => With(studied(s)) };
                return view is null
                    ? Guard.UntilStoppedAsync(() => StudyProgram.DryRun(composer, study, (amount, output), arguments), cancellation)
                    : StudyProgram.RunAsync(composer, study, (amount, output), arguments, view, cancellation);
            }, view);
        });
        return command;
    }
}

/// <summary>The running of a study: its comparisons one after another, then its findings.</summary>
internal static class StudyProgram
{
    /// <summary>Shows the plan of each comparison.</summary>
    public static int DryRun(StrategyComposer composer, Study study, (StudySize Size, string Folder) how, RunArguments arguments)
    {
        foreach (StudyStream stream in study.Streams)
        {
            Console.Out.WriteLine($"The stream {stream.Title}");
            CompareCommand.DryRun(composer, study.SettingsOf(stream, how.Size, how.Folder), arguments);
        }
        return 0;
    }

    /// <summary>Runs what is not done yet, and writes the findings.</summary>
    public static async Task<int> RunAsync(StrategyComposer composer, Study study, (StudySize Size, string Folder) how, RunArguments arguments,
        IComparisonView view, CancellationToken cancellation)
    {
        var results = new List<(StudyStream, ComparisonResult)>();
        await Task.Run(() => StudyModels.Pretrain(study, how.Size, how.Folder, Console.Error.WriteLine, cancellation), cancellation);
        foreach (StudyStream stream in study.Streams)
        {
            CompareSettings settings = study.SettingsOf(stream, how.Size, how.Folder);
            RunArguments own = arguments;
            string begun = Path.Combine(settings.Out!, RunFolder.ExperimentName);
            if (settings.Tune > 0 && File.Exists(begun))
            {
                // The search is done; the file has what it found.
                (CompareSettings found, IReadOnlyList<StrategySpec> options) = ExperimentFile.Read(begun);
                (settings, own) = (found with { Out = settings.Out, Parallel = settings.Parallel }, arguments with { StrategyOptions = options });
            }
            int code = await ComparisonProgram.RunAsync(composer, settings, own, view, cancellation);
            if (code != 0) return code;
            results.Add((stream, SavedComparison.Read(settings.Out!, composer).Result));
        }
        StudyFindings findings = StudyFindings.Of(study, results);
        if (study.More.Count > 0)
        {
            Console.Error.WriteLine("Measuring what the comparisons don't show …");
            var context = new StudyContext(study, composer, how.Size, cancellation) { Results = results };
            findings = findings with { More = [.. study.More.SelectMany(more => more(context))] };
        }
        string file = findings.Write(how.Folder, arguments.Command);
        StudyFigure.Write(findings, how.Folder);
        Console.Error.WriteLine($"The findings: {file}");
        foreach (StreamFindings stream in findings.Streams) Console.Error.WriteLine($"{stream.Stream.Name}: {stream.Answer}");
        return 0;
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
