using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using Kif.Reports;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The command <c>kif compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(StrategyComposer composer, RunTelemetry telemetry)
    {
        var options = new CompareOptions();
        var views = new ViewOptions();
        var keep = new KeepOption();
        var download = new DownloadOption();
        var file = new Argument<string?>("experiment")
            { HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne, Description = "An experiment file (see kif init); options override it." };
        var dry = new Option<bool>("--dry-run") { Description = "Trains nothing: prints the runs with their time and disk space, estimated from a few steps." };
        var cluster = new ClusterOptions();
        var worker = new Option<bool>("--worker") { Hidden = true, Description = "Does the runs named on standard input; events are lines of output." };
        var command = new Command("compare", """
            Compares strategies head to head on a stream of tasks: prints each strategy's scores of all tasks, then one table,
            and writes a page with charts and answers. Without arguments: a small embedded T5 and an embedded stream of short
            English tasks. Everything is kept in --out, or else in a new folder in runs/.

            Example: kif compare --model SmolLM2-135M --data long-sequence --order agnews,dbpedia,yahoo,amazon \
                       --strategies seq-lora,kif-lora --train-limit 200 --test-limit 100 --seed 1 --out runs/x
            """) { file, dry, worker };
        options.AddTo(command);
        keep.AddTo(command);
        download.AddTo(command);
        cluster.AddTo(command);
        views.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            bool trains = !parsed.GetValue(dry) && !cluster.IsAsked(parsed);
            IComparisonView? view = trains && !parsed.GetValue(worker) ? views.View(parsed) : null;
            return Guard.RunComparisonAsync(parsed, async () =>
            {
                (CompareSettings settings, RunArguments arguments) = options.Read(parsed, parsed.GetValue(file));
                await download.FetchAsync(parsed, settings, cancellation);
                if (!trains) return parsed.GetValue(dry)
                    ? await Guard.UntilStoppedAsync(() => DryRun(composer, settings, arguments), cancellation)
                    : cluster.Emit(parsed, composer, settings, arguments);
                arguments = arguments with { Telemetry = telemetry };
                if (view is not null) (settings, arguments) = keep.Apply(parsed, settings, arguments);
                return view is null
                    ? await WorkerProgram.RunAsync(composer, settings, arguments, cancellation)
                    : await ComparisonProgram.RunAsync(composer, settings, arguments, view, cancellation);
            }, view);
        });
        return command;
    }

    /// <summary>Shows the plan of a comparison, its cost and what it could show.</summary>
    internal static int DryRun(StrategyComposer composer, CompareSettings settings, RunArguments arguments)
    {
        using CompareJob job = CompareJob.Prepare(composer, settings with { Out = null, Tune = 0 }, arguments);
        // A search may find other options than the settings have.
        if (settings.Tune == 0) job.CheckFolder(settings.Out);
        ResultText.Begin(AnsiConsole.Console, job);
        ResultText.Warn(AnsiConsole.Console, CompareJob.WarningsOf(settings.Out));
        if (settings.Tune > 0)
            AnsiConsole.Console.WriteLine($"A search of at most {settings.Tune} trials per strategy comes first; it is not in the figures below.");
        PlanTable.Write(AnsiConsole.Console, PlanJob.Runs(job, settings.Out));
        Console.Out.WriteLine("Measuring a few steps and answers, seldom longer than half a minute …");
        PlanTable.Write(AnsiConsole.Console, PlanJob.Make(job, settings.Out));
        PlanTable.Write(AnsiConsole.Console, PlanJob.Evidence(job, composer, settings.Out));
        return 0;
    }
}

/// <summary>The running and showing of a comparison.</summary>
internal static class ComparisonProgram
{
    /// <summary>Runs a comparison, after the search that its settings ask for.</summary>
    public static async Task<int> RunAsync(
        StrategyComposer composer, CompareSettings settings, RunArguments arguments, IComparisonView view, CancellationToken cancellation)
    {
        if (settings.Tune > 0)
        {
            TuningResult found = await TuneJob.RunAsync(composer, settings, arguments, view.ShowTrial, cancellation);
            view.ShowTuning(found);
            (settings, arguments) = TuneJob.Apply(found, settings, arguments);
        }
        using CompareJob job = await Guard.UntilStoppedAsync(() => CompareJob.Prepare(composer, settings, arguments), cancellation);
        view.Begin(job);
        return await ShowAsync(composer, job, view, cancellation);
    }

    private static async Task<int> ShowAsync(StrategyComposer composer, CompareJob job, IComparisonView view, CancellationToken cancellation)
    {
        var progress = new ComparisonProgress(job.Grid, job.TaskCount, copied: job.IsCopy);
        ComparisonResult result;
        using CancellationTokenRegistration told = cancellation.Register(
            () => { if (!view.TellsStop) Aside.Write($"kif: {StopText.Of(progress)}"); });
        try
        {
            await using ComparisonRun run = job.Start(cancellation);
            await view.WatchAsync(run.Events, progress, cancellation);
            result = await run.Completion;
        }
        catch (OperationCanceledException)
        {
            view.Stopped(job, progress.Snapshot());
            return ExitCodes.Canceled;
        }
        ComparisonResult all = job.Finish(result);
        ComparisonOutcome outcome = Page(composer, job, new(all, all.Failures.Count + all.Skipped.Count > 0 ? ExitCodes.Failed : 0));
        view.End(job, outcome);
        return outcome.Code;
    }

    /// <summary>Writes the page that <c>kif report</c> makes into the output folder, if all of its runs were asked for.</summary>
    private static ComparisonOutcome Page(StrategyComposer composer, CompareJob job, ComparisonOutcome outcome)
    {
        if (job.Folder is not { } folder || outcome.Result.Runs.Count == 0 || job.Arguments.Cells.Count > 0) return outcome;
        string page = Path.Combine(folder, "report.html");
        // What was learned is kept and told whatever becomes of the page.
        try { return outcome with { Page = ReportWriter.Write([SavedComparison.Read(folder, composer)], ReportFormat.Html, page)[0] }; }
        catch (Exception e) { return outcome with { PageError = $"{e.Message}; kif report {folder} tries again" }; }
    }
}

/// <summary>The program as a worker, which does single runs of a comparison for another process.</summary>
internal static class WorkerProgram
{
    /// <summary>Returns the command that starts this program again with the same plug-ins; null if it is unknown.</summary>
    public static WorkerCommand? OwnCommand(ParseResult parsed)
    {
        if (Environment.ProcessPath is not { } program) return null;
        System.Reflection.Assembly assembly = System.Reflection.Assembly.GetEntryAssembly()!;
        bool host = Path.GetFileNameWithoutExtension(program) == "dotnet";
        IEnumerable<string> plugins = (parsed.GetValue<string[]>("--plugin") ?? []).SelectMany(p => new[] { "--plugin", p });
        return new(program, host ? [assembly.Location] : [], [.. plugins]) { IsTool = assembly == typeof(WorkerProgram).Assembly };
    }

    /// <summary>Does the runs that its input names, a line each, and prints their events.</summary>
    public static async Task<int> RunAsync(
        StrategyComposer composer, CompareSettings settings, RunArguments arguments, CancellationToken cancellation)
    {
        // Not disposed, because the thread below may outlive this call.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var runs = new BlockingCollection<string>();
        // The parent process closes this one's input to stop it; its own end closes it as well.
        new Thread(() =>
        {
            while (Console.In.ReadLine() is { } run) runs.Add(run);
            stop.Cancel();
            runs.CompleteAdding();
        }) { IsBackground = true }.Start();
        using CompareJob job = await Guard.UntilStoppedAsync(
            () => CompareJob.Prepare(composer, settings with { Parallel = 1 }, arguments with { Command = "kif compare, a run of it" }), stop.Token);
        foreach (string name in runs.GetConsumingEnumerable())
        {
            await using ComparisonRun run = job.StartOne(name, stop.Token);
            await foreach (RunEvent e in run.Events) Console.Out.WriteLine(EventLines.Write(e));
            try { await run.Completion; }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The line of the event has told it; other runs go on.
            }
        }
        return 0;
    }
}

/// <summary>The plan of a comparison: its runs, with their estimated time and disk space.</summary>
internal static class PlanTable
{
    private const int Most = 40;

    /// <summary>Prints the runs.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<PlannedRun> runs)
    {
        foreach (PlannedRun run in runs.Take(Most))
        {
            string known = run.Done ? "  (done)" : run.CopyOf is { } same ? $"  (the same as {same})" : "";
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Cell,5}  {run.Run}{known}"));
        }
        if (runs.Count > Most) console.WriteLine($"       … and {runs.Count - Most} more");
        console.WriteLine();
    }

    /// <summary>Prints their estimated time and disk space.</summary>
    public static void Write(IAnsiConsole console, ComparisonPlan plan)
    {
        console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"runs         {plan.Runs.Count}, {plan.Done} of them done{(plan.Parallel > 1 ? $"; {plan.Parallel} at a time" : "")}"));
        console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"a run        {plan.StepsPerRun:N0} steps, {plan.ExamplesPerRun:N0} training examples, {plan.AnswersPerRun:N0} answers"));
        console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"time         about {Text(plan.TimePerRun)} a run, {Text(plan.Time)} in all, without extra passes of strategies"));
        console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"measured     {1000 * plan.SecondsPerExample:F1} ms a training example, {1000 * plan.SecondsPerAnswer:F1} ms an answer"));
        console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"disk         about {plan.BytesPerRun / 1e6:F1} MB a run, {plan.Bytes / 1e6:F0} MB in all"));
    }

    /// <summary>Prints what the runs could show.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<string> evidence)
    {
        for (int i = 0; i < evidence.Count; i++) console.WriteLine($"{(i == 0 ? "evidence     " : "             ")}{evidence[i]}");
    }

    private static string Text(TimeSpan time) => time.TotalMinutes < 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : time.TotalHours < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min")
                : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h");
}
