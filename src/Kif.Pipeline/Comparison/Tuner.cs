using System.Globalization;

namespace Kif;

/// <summary>
/// The search for options of strategies before a comparison: the same number of trials for each, on the first tasks only, scored on a held-out part of their
/// training examples. No test set is read, and the trials' runs share model, data, order, steps and seed.
/// </summary>
internal static class Tuner
{
    /// <summary>Runs a search; its trials are runs of one comparison, whose strategies are named <c>ewc#1</c>, <c>ewc#2</c>, …</summary>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="strategies">The strategies by their names in results; options that they set themselves are not searched.</param>
    /// <param name="comparison">The comparison; its strategies, seeds, orders and unseen tasks are not used.</param>
    /// <param name="options">The budget.</param>
    /// <param name="listener">Handles the trials' events; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="CompositionException">An option is out of range, a strategy is misconfigured or a task too small; thrown before any work.</exception>
    public static async Task<TuningResult> SearchAsync(
        StrategyComposer composer, IReadOnlyList<(string Name, StrategySpec Spec)> strategies, Comparison comparison, TuningOptions options,
        Action<RunEvent>? listener = null, CancellationToken cancellation = default)
    {
        OptionsValidation.Validate(options, "tuning");
        TaskStream tasks = HeldOutTaskStream.Of(comparison.Stream, options);
        PlannedTrial[] trials = [
            .. strategies.SelectMany(s => TuningTrialList.Of(composer, s.Spec, options).Select((t, i) => new PlannedTrial(s.Name, s.Spec, i + 1, t)))];
        StrategyChoice[] choices = [.. trials.Select(t => composer.ChooseForRuns(t.Tuned) with { Name = t.Run, Training = t.Training(comparison.Training) })];
        var search = new Comparison(comparison.Models, tasks, choices, comparison.Metric)
            { Seeds = [options.Seed], Training = comparison.Training, Evaluation = comparison.Evaluation, Time = comparison.Time };
        await using ComparisonRun run = ComparisonRunner.Start(search, search.Grid, null, listener, cancellation);
        ComparisonResult result = await run.Completion;
        Dictionary<string, StrategyRun> done = result.Runs.ToDictionary(r => r.Strategy);
        Dictionary<string, string> failed = result.Failures.ToDictionary(f => f.Key.Strategy, f => f.Message);
        return new(options, [.. tasks.Tasks.Select(t => t.Name)], [.. tasks.Tasks.Select(t => t.Train.Count)], [.. tasks.Tasks.Select(t => t.Test.Count)],
            [.. trials.GroupBy(t => t.Name).Select(g => Outcome([.. g], done, failed, comparison.Training, options))]);
    }

    private static StrategyTuning Outcome(
        PlannedTrial[] trials, Dictionary<string, StrategyRun> done, Dictionary<string, string> failed, TrainingOptions training, TuningOptions options)
    {
        TuningTrial[] all = [.. trials.Select(t => done.TryGetValue(t.Run, out StrategyRun? run)
            ? new TuningTrial(t.Number, t.Settings, ContinualMetrics.AveragePerformance(run.Matrix), run.Seconds)
            : new TuningTrial(t.Number, t.Settings, double.NaN, 0, failed.GetValueOrDefault(t.Run)))];
        TuningTrial best = all.Where(t => !double.IsNaN(t.Score)).MaxBy(t => t.Score) ?? all[0];
        PlannedTrial taken = trials[best.Number - 1];
        string? note = all.Length == options.Trials ? null : all.Length == 1 ? "nothing of it may be searched: one trial, with the defaults"
            : string.Create(CultureInfo.InvariantCulture, $"there are no more than {all.Length} different settings");
        return new(taken.Name, note, all, best.Number) { Spec = taken.Tuned, Training = taken.Training(training) };
    }

    /// <summary>A planned trial.</summary>
    private sealed record PlannedTrial(string Name, StrategySpec Spec, int Number, TuningTrialSettings Settings)
    {
        public string Run => string.Create(CultureInfo.InvariantCulture, $"{Name}#{Number}");

        public StrategySpec Tuned =>
            Spec with { Options = [.. Spec.Options, .. Settings.Options.Select(s => new OptionValue(s.Key, s.Value, OptionOrigin.Search))] };

        public TrainingOptions? Training(TrainingOptions shared) => Settings.LearningRate is { } rate ? shared with { LearningRate = rate } : null;
    }
}

/// <summary>Tasks whose test examples are a held-out part of their training examples.</summary>
internal static class HeldOutTaskStream
{
    /// <summary>Returns the first tasks of a stream, without their own test sets.</summary>
    /// <exception cref="CompositionException">A task has a single training example.</exception>
    public static TaskStream Of(TaskStream stream, TuningOptions options) => new(stream.Tasks.Take(options.Tasks).Select(t => Of(t, options)));

    private static LearningTask Of(LearningTask task, TuningOptions options)
    {
        if (task.Train.Count < 2)
            throw new CompositionException($"task '{task.Name}' has {task.Train.Count} training example; a search needs at least 2, one of them held out");
        int count = Math.Min(task.Train.Count - 1, Math.Max(1, (int)Math.Floor(options.HeldOut * task.Train.Count)));
        RandomStream random = new RandomStream((ulong)options.Seed).Derive("held-out").Derive(task.Name);
        HashSet<int> held = [.. random.Permutation(task.Train.Count)[..count]];
        return new LearningTask(task.Name, [.. task.Train.Where((_, i) => !held.Contains(i))], [.. task.Train.Where((_, i) => held.Contains(i))])
            { Labels = task.Labels };
    }
}
