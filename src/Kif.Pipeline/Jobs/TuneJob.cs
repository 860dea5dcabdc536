namespace Kif;

/// <summary>
/// The job of <c>kif compare --tune</c> before the comparison, a search for options: the same number of trials for every strategy, on the first tasks of the
/// first order and a held-out part of their training examples. The search is written as <c>tuning.json</c> into the output folder.
/// </summary>
internal static class TuneJob
{
    /// <summary>The name of the record in an output folder.</summary>
    public const string FileName = "tuning.json";

    /// <summary>Searches, and applies the result to the settings.</summary>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="settings">
    /// The comparison, with <see cref="CompareSettings.Tune"/> above 0; changed: its strategies get the values found, and no search is left.
    /// </param>
    /// <param name="listener">Handles the trials' events; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="CompositionException">
    /// A setting is wrong; or the output folder holds runs already: its <c>experiment.json</c> continues with the values found.
    /// </exception>
    public static async Task<TuningResult> RunAsync(StrategyComposer composer, CompareSettings settings, Action<RunEvent>? listener = null,
        CancellationToken cancellation = default)
    {
        settings.Validate();
        string? output = settings.Out;
        if (output is not null && File.Exists(Path.Combine(output, RunFolder.DescriptionName)))
            throw new CompositionException(
                $"{output} holds a comparison already; to continue with what its search found, "
                + $"compare {Path.Combine(output, CompareJob.ExperimentName)} without tune");
        var options = new TuningOptions
        {
            Trials = settings.Tune, Tasks = settings.TuneTasks, Method = TuningMethods.Parse("compare.tuneby", settings.TuneBy),
            LearningRate = settings.TuneLearningRate is [var low, var high] ? new(low, high) { Logarithmic = true } : null,
        };
        TuningResult found = await SearchAsync(composer, settings, options, listener, cancellation);
        Take(settings, found);
        if (output is not null)
        {
            Directory.CreateDirectory(output);
            RunJson.Write(Path.Combine(output, FileName), found.ToJson());
        }
        return found;
    }

    private static async Task<TuningResult> SearchAsync(StrategyComposer composer, CompareSettings settings, TuningOptions options,
        Action<RunEvent>? listener, CancellationToken cancellation)
    {
        (string? output, int parallel, int trials) = (settings.Out, settings.Parallel, settings.Tune);
        (settings.Out, settings.Parallel, settings.Tune) = (null, 1, 0);
        try
        {
            using CompareJob job = CompareJob.Prepare(composer, settings);
            TaskStream stream = job.Tasks.Orders[0].Of(job.Tasks.Stream);
            var shared = new ComparisonOptions { Training = settings.Training, Evaluation = settings.Evaluation };
            return await Tuner.SearchAsync(job.Models, stream, composer, ComparisonParts.Requests(settings), job.Metric, shared, options, listener,
                cancellation);
        }
        finally
        {
            (settings.Out, settings.Parallel, settings.Tune) = (output, parallel, trials);
        }
    }

    private static void Take(CompareSettings settings, TuningResult found)
    {
        settings.StrategyRequests = [.. found.Strategies.Select(s => new CompositionRequest(s.Strategy, s.Request.Settings))];
        settings.Set = [.. settings.Set.Where(ComparisonParts.OfComparison)];
        settings.OwnLearningRates = found.Strategies.Where(s => s.Training is not null).ToDictionary(s => s.Strategy, s => s.Training!.LearningRate);
        (settings.Tune, settings.TuneLearningRate) = (0, []);
    }
}
