using System.Globalization;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Spectre.Console;

namespace Kif.Cli.Rendering;

/// <summary>Shows a comparison while it runs: bars in a terminal, plain lines elsewhere.</summary>
internal static class RunProgress
{
    public static Task ShowAsync(IAnsiConsole console, IAsyncEnumerable<StrategyEvent> events, CompareJob job) =>
        console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi ? Bars(console, events, job) : Lines(console, events, job);

    private static async Task Bars(IAnsiConsole console, IAsyncEnumerable<StrategyEvent> events, CompareJob job) =>
        await console.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bars = new Dictionary<RunKey, ProgressTask>();
                await foreach (StrategyEvent e in events)
                {
                    if (!bars.TryGetValue(e.Run, out ProgressTask? bar)) bars[e.Run] = bar = context.AddTask(e.Strategy, maxValue: 1);
                    string name = job.SeedCount > 1 ? $"{e.Strategy}/{e.Seed}" : e.Strategy;
                    switch (e.Event)
                    {
                        case StepFinished { Position: var p, Loss: var loss }:
                            int tasks = job.TaskCount(e.Strategy);
                            bar.Value = Math.Min(0.999, (p.TaskIndex + (p.Step + 1.0) / p.PlannedSteps) / tasks);
                            bar.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {Cut(p.Task),-12} loss {loss,5:F2}"));
                            break;
                        case TaskEvaluated t:
                            bar.Description = Markup.Escape($"{name,-12} testing {Cut(t.Task),-12}  ");
                            break;
                        case RunFinished f:
                            bar.Value = 1;
                            bar.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{name,-12} done, AP {ContinualMetrics.AveragePerformance(f.Matrix),5:F1}     "));
                            break;
                    }
                }
            });

    private static async Task Lines(IAnsiConsole console, IAsyncEnumerable<StrategyEvent> events, CompareJob job)
    {
        var losses = new List<double>();
        await foreach (StrategyEvent e in events)
        {
            string name = job.SeedCount > 1 ? $"{e.Strategy} (seed {e.Seed})" : e.Strategy;
            switch (e.Event)
            {
                case StepFinished s:
                    losses.Add(s.Loss);
                    break;
                case TaskLearned t:
                    console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: learnt {t.Task}, {losses.Count} steps, mean loss of the last ten {losses.TakeLast(10).DefaultIfEmpty(double.NaN).Average():F3}"));
                    losses.Clear();
                    break;
                case RunFinished f:
                    console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: done in {f.Seconds:F0} s of training, AP {ContinualMetrics.AveragePerformance(f.Matrix):F1}"));
                    break;
            }
        }
    }

    private static string Cut(string name) => name.Length <= 12 ? name : name[..11] + "…";
}
