using System.CommandLine;
using Kif.Reports;

namespace Kif.Cli;

/// <summary>The command <c>kif report</c>: saved comparisons as a page, tables, images or event files.</summary>
internal static class ReportCommand
{
    public static Command Create(StrategyComposer composer)
    {
        var runs = new Argument<string[]>("RUN") { HelpName = "RUN", Description = "Folders that kif compare --out wrote.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format")
            { HelpName = "FORMAT", Description = "html, md, csv, json, png or tensorboard. Default: html.", DefaultValueFactory = _ => "html" };
        format.AcceptOnlyFromAmong([.. Enum.GetNames<ReportFormat>().Select(n => n.ToLowerInvariant())]);
        var file = new Option<string?>("--out")
            { HelpName = "FILE",
            Description = "The file to write; for tensorboard a folder, for png a .png file or a folder. Default: report.html (and so on) in the first RUN." };
        var command = new Command("report", """
            Writes a report of one or several comparisons. Runs over the same tasks are put side by
            side in one report, which lists what differs between their folders; others get a part each.

            html         one file with everything: ranking, charts, matrices, skill units, answers
            md csv json  tables
            png          the main charts as one image, or a folder of images
            tensorboard  event files: loss, learning rate, scores (tensorboard --logdir FOLDER)

            Example: kif report runs/x --out x.html
                     kif report runs/x runs/y --format png --out charts
            """) { runs, format, file };
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(() => Guard.UntilStoppedAsync(() =>
        {
            string[] folders = parsed.GetValue(runs)!;
            ReportFormat chosen = Enum.Parse<ReportFormat>(parsed.GetValue(format)!, ignoreCase: true);
            string path = parsed.GetValue(file)
                ?? Path.Combine(folders[0], chosen == ReportFormat.TensorBoard ? "tensorboard" : $"report.{chosen.ToString().ToLowerInvariant()}");
            IReadOnlyList<string> written = ReportWriter.Write([.. folders.Select(f => SavedComparison.Read(f, composer))], chosen, path);
            Console.WriteLine(written.Count == 1 ? written[0]
                : $"{path}: {ProgressText.Count(written.Count, chosen == ReportFormat.TensorBoard ? "run" : "file")}");
            return 0;
        }, cancellation)));
        return command;
    }
}
