using System.Globalization;
using Kif.Pipeline.Experiments;
using Spectre.Console;

namespace Kif.Cli.Rendering;

/// <summary>The plan of a comparison: its runs, with their estimated time and disk space.</summary>
internal static class PlanTable
{
    private const int Most = 40;

    public static void Write(IAnsiConsole console, ComparisonPlan plan)
    {
        foreach (PlannedRun run in plan.Runs.Take(Most)) console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Cell,5}  {run.Run}{(run.Done ? "  (done)" : "")}"));
        if (plan.Runs.Count > Most) console.WriteLine($"       … and {plan.Runs.Count - Most} more");
        console.WriteLine();
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"runs         {plan.Runs.Count}, {plan.Done} of them done{(plan.Parallel > 1 ? $"; {plan.Parallel} at a time" : "")}"));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a run        {plan.StepsPerRun:N0} steps, {plan.ExamplesPerRun:N0} training examples, {plan.AnswersPerRun:N0} answers"));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time         about {Text(plan.TimePerRun)} a run, {Text(plan.Time)} in all ({1000 * plan.SecondsPerExample:F1} ms a training example, {1000 * plan.SecondsPerAnswer:F1} ms an answer, measured just now);"));
        console.WriteLine("             extra passes of strategies and scoring within training come on top");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"disk         about {plan.BytesPerRun / 1e6:F1} MB a run, {plan.Bytes / 1e6:F0} MB in all"));
    }

    private static string Text(TimeSpan time) => time.TotalMinutes < 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : time.TotalHours < 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h");
}
