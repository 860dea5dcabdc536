namespace Kif;

/// <summary>
/// The job of <c>kif compare --tune</c> before the comparison, a search for options: the same number of trials for every strategy, on the first tasks of the
/// first order and a held-out part of their training examples. The search is written as <c>tuning.json</c> into the output folder.
/// </summary>
internal static class TuneJob
{
    /// <summary>The name of the record in an output folder.</summary>
    public const string FileName = "tuning.json";

    /// <summary>Searches.</summary>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="settings">The comparison, with <see cref="CompareSettings.Tune"/> above 0.</param>
    /// <param name="arguments">The arguments of the comparison.</param>
    /// <param name="listener">Handles the trials' events; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="CompositionException">
    /// A setting is wrong; or the output folder holds runs already: its <c>experiment.json</c> continues with the values found.
    /// </exception>
    public static async Task<TuningResult> RunAsync(
        StrategyComposer composer, CompareSettings settings, RunArguments arguments, Action<RunEvent>? listener = null,
        CancellationToken cancellation = default)
    {
        settings.Validate();
        string? output = settings.Out;
        if (output is not null && File.Exists(Path.Combine(output, RunFolder.DescriptionName)))
            throw new CompositionException(
                $"{output} holds a comparison already; to continue with what its search found, "
                + $"kif compare {Path.Combine(output, RunFolder.ExperimentName)} --out {output}");
        var options = new TuningOptions
        {
            Trials = settings.Tune, Tasks = settings.TuneTasks, Method = TuningMethods.Parse("compare.tuneby", settings.TuneBy),
            LearningRate = settings.TuneLearningRate is [var low, var high] ? new(low, high) { Logarithmic = true } : null,
        };
        TuningResult found;
        using (CompareJob job = CompareJob.Prepare(composer, settings with { Out = null, Parallel = 1, Tune = 0 }, arguments))
        {
            Comparison comparison = job.Comparison with { Stream = job.Comparison.Orders[0].Of(job.Comparison.Stream) };
            found = await Tuner.SearchAsync(composer, ComparisonParts.Specs(settings, arguments.StrategyOptions), comparison, options, listener, cancellation);
        }
        if (output is not null)
        {
            Directory.CreateDirectory(output);
            RunJson.Write(Path.Combine(output, FileName), found.ToJson());
        }
        return found;
    }

    /// <summary>Returns a comparison whose strategies have the values found, and whose search is done.</summary>
    public static (CompareSettings Settings, RunArguments Arguments) Apply(TuningResult found, CompareSettings settings, RunArguments arguments) => (
        settings with
        {
            Set = [.. settings.Set.Where(ComparisonParts.OfComparison)],
            OwnLearningRates = found.Strategies.Where(s => s.Training is not null).ToDictionary(s => s.Strategy, s => s.Training!.LearningRate),
            Tune = 0, TuneLearningRate = [],
        },
        arguments with { StrategyOptions = [.. found.Strategies.Select(s => s.Spec with { Strategy = s.Strategy })] });
}
