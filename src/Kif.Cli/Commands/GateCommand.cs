using System.CommandLine;
using System.Globalization;
using Kif.Models;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The command <c>kif gate</c>: whether a new model may replace the one in use.</summary>
internal static class GateCommand
{
    public static Command Create(StrategyComposer composer)
    {
        var fresh = new Argument<string>("NEW") { HelpName = "NEW", Description = "The new model: a run, an adapter or a model." };
        var against = new Option<string>("--against") { HelpName = "OLD", Description = "The model in use: a run, an adapter or a model.", Required = true };
        var data = new Option<string?>("--data") { HelpName = "PATH",
            Description = "The tasks to judge by. Default: those that the new model's run has learned." };
        var columns = new Option<string?>("--columns") { HelpName = "input=A,output=B", Description = "Columns of the rows. Default: as the run, or by name." };
        var prompt = new Option<string?>("--prompt") { HelpName = "TEXT", Description = "Prompt of columns, instead of an input column. Default: as the run." };
        var news = new Option<string?>("--new")
            { HelpName = "A,B", Description = "The tasks that the new model was to learn. Default: those of its run that the old one has not learned." };
        var metric = new Option<string?>("--metric") { HelpName = "NAME", Description = "The metric (see kif list). Default: the run's, else exact-match." };
        var limit = new Option<int?>("--test-limit") { HelpName = "N", Description = "Maximum number of test examples per task. Default: as the run." };
        var tolerance = new Option<string>("--tolerance")
            { HelpName = "forget=X,gain=Y", Description = "Points of the metric: the most that a task may lose, the least that a new one must gain. Default: "
                + "forget=1,gain=0.", DefaultValueFactory = _ => "forget=1,gain=0" };
        var probes = new Option<string?>("--probes")
            { HelpName = "general", Description =
                $"Also {GeneralProbes.Task.Test.Count} questions of general knowledge, by likelihood; they must not be forgotten." };
        probes.AcceptOnlyFromAmong(GeneralProbes.Name);
        var after = new Option<int?>("--after") { HelpName = "K", Description = "The new run's weights after its K-th task. Default: the last." };
        var before = new Option<int?>("--against-after") { HelpName = "K", Description = "The old run's weights after its K-th task. Default: the last." };
        var model = new Option<string?>("--model") { HelpName = "MODEL", Description = "The base model, where it is not where the runs say." };
        var device = new Option<string?>("--device") { HelpName = "DEVICE", Description = "cpu, cuda or cuda:1. Default: as the run, else cpu." };
        var precision = new Option<string?>("--precision") { HelpName = "TYPE", Description = "float32, bfloat16, … Default: as the run, else float32." };
        var page = new Option<string?>("--out") { HelpName = "FILE", Description = "The page to write (.html), and beside it the same as JSON." };
        var json = new Option<bool>("--json") { Description = "Prints the decision as JSON." };
        var command = new Command("gate", $"""
            Decides whether a new model may replace the one in use. Both answer the same test examples. It ships
            if the lower end of the paired 95 % interval of the difference (Holm's procedure over all tasks) is
            at least --tolerance's gain on the new tasks, and at least minus its forget on all others.

            Exit codes: 0 ship, {ExitCodes.Refused} don't, 1 failed, 2 wrong arguments

            Example: kif gate runs/x/kif-lora/order-1/seed-1 --against runs/x/kif-lora/order-1/seed-1 --against-after 4
                     kif gate new-adapter --against old-adapter --data my-tasks --new tickets --tolerance forget=1,gain=2
            """) { fresh, against, data, columns, prompt, news, metric, limit, tolerance, probes, after, before, model, device, precision, page, json };
        command.SetAction((parsed, cancellation) => RunChoices.OfAsync("gate", () => Guard.RunWithTorchAsync(() => Task.Run(() =>
        {
            var settings = new GateSettings
            {
                New = parsed.GetValue(fresh)!, Against = parsed.GetValue(against)!, Data = parsed.GetValue(data), Prompt = parsed.GetValue(prompt),
                Columns = parsed.GetValue(columns) is { } named ? NumberArguments.Columns(named) : null, Metric = parsed.GetValue(metric),
                NewTasks = (parsed.GetValue(news) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                TestLimit = parsed.GetValue(limit), Tolerance = Tolerance(parsed.GetValue(tolerance)!), Probes = parsed.GetValue(probes),
                After = parsed.GetValue(after), AgainstAfter = parsed.GetValue(before), Model = parsed.GetValue(model), Device = parsed.GetValue(device),
                Precision = parsed.GetValue(precision),
            };
            GateReport report = GateJob.Run(composer, settings, line => Console.Error.WriteLine(line), cancellation);
            if (parsed.GetValue(page) is { } file) Write(report, file);
            if (parsed.GetValue(json)) Console.WriteLine(report.ToJson());
            else Print(report, AnsiConsole.Console);
            return report.Decision.Ships ? 0 : ExitCodes.Refused;
        }, cancellation))));
        return command;
    }

    private static GateTolerance Tolerance(string text)
    {
        try { return GateTolerance.Parse(text); }
        catch (FormatException e) { throw new CompositionException($"--tolerance: {e.Message}", e); }
    }

    private static void Write(GateReport report, string file)
    {
        string json = Path.ChangeExtension(file, ".json");
        AtomicFile.Write(json, report.ToJson());
        AtomicFile.Write(file, Reports.GatePage.Write(report));
        Console.Error.WriteLine($"{file} and {json}");
    }

    private static void Print(GateReport report, IAnsiConsole console)
    {
        IReadOnlyList<GateResult> tasks = report.Decision.Tasks;
        string Name(GateResult task) => ProgressText.Cut(task.Task, 24) + (task.IsNew ? " (new)" : "");
        int wide = tasks.Max(t => Name(t).Length);
        console.WriteLine($"{"".PadRight(wide)}  tests    old    new  change  95 % interval   at least");
        foreach (GateResult task in tasks)
        {
            string interval = task.Interval.IsDefined ? $"{Signed(task.Interval.Low)} to {Signed(task.Interval.High)}" : "unknown";
            string line = string.Create(CultureInfo.InvariantCulture, $"{Name(task).PadRight(wide)}  {task.Examples,5}  {ProgressText.Score(task.OldScore),5}  "
                + $"{ProgressText.Score(task.NewScore),5}  {Signed(task.Difference),6}  {interval,-15} {Signed(task.Needed),8}  ");
            console.MarkupLineInterpolated($"{line}[{(task.Passes ? "green" : "red")}]{(task.Passes ? "passes" : "fails")}[/]");
        }
        foreach (string note in report.Decision.Notes) console.MarkupLineInterpolated($"[yellow]Note: {note}.[/]");
        console.WriteLine(report.Decision.Sentence);
    }

    private static string Signed(double points) => points.ToString("+0.0;\u22120.0;0.0", CultureInfo.InvariantCulture);
}
