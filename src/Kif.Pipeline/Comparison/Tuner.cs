using System.Globalization;

namespace Kif;

/// <summary>
/// The search for options of strategies before a comparison: the same number of trials for each, on the first tasks only, scored on a held-out part of their
/// training examples. No test set is read, and the trials' runs share model, data, order, steps and seed.
/// </summary>
internal static class Tuner
{
    /// <summary>Runs a search; its trials are runs of one comparison, whose strategies are named <c>ewc#1</c>, <c>ewc#2</c>, …</summary>
    /// <param name="models">The source of each trial's model.</param>
    /// <param name="stream">The tasks, in order; the first ones are learned.</param>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="strategies">The strategies by their names in results; options that they set themselves are not searched.</param>
    /// <param name="metric">The score of a task.</param>
    /// <param name="comparison">The comparison's options, for training and evaluation; its seeds, orders and unseen tasks are not used.</param>
    /// <param name="options">The budget.</param>
    /// <param name="listener">Handles the trials' events; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <param name="time">Measures training; null for the system's clock.</param>
    /// <exception cref="CompositionException">An option is out of range, a strategy is misconfigured or a task too small; thrown before any work.</exception>
    public static async Task<TuningResult> SearchAsync(
        IModelSource models, TaskStream stream, StrategyComposer composer, IReadOnlyList<(string Name, CompositionRequest Request)> strategies,
        ITaskMetric metric, ComparisonOptions comparison,
        TuningOptions options, Action<RunEvent>? listener = null, CancellationToken cancellation = default, TimeProvider? time = null)
    {
        OptionsValidation.Validate(options, "tuning");
        TaskStream tasks = HeldOutTaskStream.Of(stream, options);
        PlannedTrial[] trials = [
            .. strategies.SelectMany(s => TuningTrialList.Of(composer, s.Request, options).Select((t, i) => new PlannedTrial(s.Name, s.Request, i + 1, t)))];
        var shared = new ComparisonOptions { Seeds = [options.Seed], Training = comparison.Training, Evaluation = comparison.Evaluation };
        StrategyChoice[] choices = [.. trials.Select(t => composer.Choose(t.Tuned) with { Name = t.Run, Training = t.Training(comparison.Training) })];
        await using ComparisonRun run = ComparisonRunner.Start(models, tasks, choices, metric, shared, new() { Listener = listener }, cancellation, time);
        ComparisonResult result = await run.Completion;
        Dictionary<string, StrategyRun> done = result.Runs.ToDictionary(r => r.Strategy);
        Dictionary<string, string> failed = result.Failures.ToDictionary(f => f.Key.Strategy, f => f.Message);
        return new(options, [.. tasks.Tasks.Select(t => t.Name)], [.. tasks.Tasks.Select(t => t.Train.Count)], [.. tasks.Tasks.Select(t => t.Test.Count)],
            [.. trials.GroupBy(t => t.Name).Select(g => Outcome([.. g], done, failed, comparison.Training, options))]);
    }

    private static StrategyTuning Outcome(PlannedTrial[] trials, Dictionary<string, StrategyRun> done, Dictionary<string, string> failed,
        TrainingOptions training,
        TuningOptions options)
    {
        TuningTrial[] all = [.. trials.Select(t => done.TryGetValue(t.Run, out StrategyRun? run)
            ? new TuningTrial(t.Number, t.Settings, ContinualMetrics.AveragePerformance(run.Matrix), run.Seconds)
            : new TuningTrial(t.Number, t.Settings, double.NaN, 0, failed.GetValueOrDefault(t.Run)))];
        TuningTrial best = all.Where(t => !double.IsNaN(t.Score)).MaxBy(t => t.Score) ?? all[0];
        PlannedTrial taken = trials[best.Number - 1];
        string? note = all.Length == options.Trials ? null : all.Length == 1 ? "nothing of it may be searched: one trial, with the defaults"
            : string.Create(CultureInfo.InvariantCulture, $"there are no more than {all.Length} different settings");
        return new(taken.Name, note, all, best.Number) { Request = taken.Tuned, Training = taken.Training(training) };
    }

    /// <summary>A planned trial.</summary>
    private sealed record PlannedTrial(string Name, CompositionRequest Request, int Number, TuningTrialSettings Settings)
    {
        public string Run => string.Create(CultureInfo.InvariantCulture, $"{Name}#{Number}");

        public CompositionRequest Tuned =>
            Request with { Settings = [.. Request.Settings, .. Settings.Options.Select(s => new OptionSetting(s.Key, s.Value, OptionOrigin.Search))] };

        public TrainingOptions? Training(TrainingOptions shared) => Settings.LearningRate is { } rate ? OwnTrainingOptions.At(rate, shared) : null;
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

/// <summary>The training options of a single strategy with its own learning rate.</summary>
internal static class OwnTrainingOptions
{
    /// <summary>Copies the shared options with another learning rate.</summary>
    public static TrainingOptions At(double rate, TrainingOptions shared)
    {
        TrainingOptions own = OptionSerializer.Copy(shared);
        own.LearningRate = rate;
        return own;
    }
}
