using System.Globalization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Tuning;

/// <summary>
/// The search for options of strategies before a comparison: the same number of trials for each, on the first tasks only, scored on a held-out part of their
/// training examples. No test set is read, and the trials' runs share model, data, order, steps and seed.
/// </summary>
public static class Tuner
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
    public static async Task<TuningResult> Search(
        IModelSource models, TaskStream stream, StrategyComposer composer, IReadOnlyList<(string Name, CompositionRequest Request)> strategies, ITaskMetric metric, ComparisonOptions comparison,
        TuningOptions options, Action<StrategyEvent>? listener = null, CancellationToken cancellation = default, TimeProvider? time = null)
    {
        OptionsCheck.Validate(options, "tuning");
        TaskStream tasks = HeldOutTasks.Of(stream, options);
        Planned[] trials = [.. strategies.SelectMany(s => TrialList.Of(composer, s.Request, options).Select((t, i) => new Planned(s.Name, s.Request, i + 1, t)))];
        var shared = new ComparisonOptions { Seeds = [options.Seed], Training = comparison.Training, Evaluation = comparison.Evaluation };
        StrategyChoice[] choices = [.. trials.Select(t => composer.Choose(t.Tuned) with { Name = t.Run, Training = t.Training(comparison.Training) })];
        await using ComparisonRun run = Comparer.CompareAsync(models, tasks, choices, metric, shared, new() { Listener = listener }, cancellation, time);
        ComparisonResult result = await run.Completion;
        Dictionary<string, StrategyRun> done = result.Runs.ToDictionary(r => r.Strategy);
        Dictionary<string, string> failed = result.Failures.ToDictionary(f => f.Key.Strategy, f => f.Message);
        return new(options, [.. tasks.Tasks.Select(t => t.Name)], [.. tasks.Tasks.Select(t => t.Train.Count)], [.. tasks.Tasks.Select(t => t.Test.Count)],
            [.. trials.GroupBy(t => t.Name).Select(g => Outcome([.. g], done, failed, comparison.Training, options))]);
    }

    private static StrategyTuning Outcome(Planned[] trials, Dictionary<string, StrategyRun> done, Dictionary<string, string> failed, TrainingOptions training, TuningOptions options)
    {
        Trial[] all = [.. trials.Select(t => done.TryGetValue(t.Run, out StrategyRun? run)
            ? new Trial(t.Number, t.Settings, ContinualMetrics.AveragePerformance(run.Matrix), run.Seconds)
            : new Trial(t.Number, t.Settings, double.NaN, 0, failed.GetValueOrDefault(t.Run)))];
        Trial best = all.Where(t => !double.IsNaN(t.Score)).MaxBy(t => t.Score) ?? all[0];
        Planned taken = trials[best.Number - 1];
        string? note = all.Length == options.Trials ? null : all.Length == 1 ? "nothing of it may be searched: one trial, with the defaults"
            : string.Create(CultureInfo.InvariantCulture, $"there are no more than {all.Length} different settings");
        return new(taken.Name, note, all, best.Number) { Request = taken.Tuned, Training = taken.Training(training) };
    }

    /// <summary>A planned trial.</summary>
    private sealed record Planned(string Name, CompositionRequest Request, int Number, TrialSettings Settings)
    {
        public string Run => string.Create(CultureInfo.InvariantCulture, $"{Name}#{Number}");

        public CompositionRequest Tuned => Request with { Settings = [.. Request.Settings, .. Settings.Options.Select(s => new OptionSetting(s.Key, s.Value, Descriptions.OptionOrigin.Search))] };

        public TrainingOptions? Training(TrainingOptions shared) => Settings.LearningRate is { } rate ? OwnTraining.At(rate, shared) : null;
    }
}
