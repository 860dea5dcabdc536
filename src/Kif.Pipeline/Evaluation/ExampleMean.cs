namespace Kif.Pipeline.Evaluation;

/// <summary>Computes scores that are means over examples.</summary>
internal static class ExampleMean
{
    /// <summary>Returns the mean in percent.</summary>
    /// <param name="predictions">The given answers.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="score">Scores one answer, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static double Percent(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples, Func<string, Example, double> score)
    {
        Check(predictions, examples);
        return 100.0 * predictions.Zip(examples, score).Sum() / predictions.Count;
    }

    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static void Check(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples)
    {
        if (predictions.Count == 0 || predictions.Count != examples.Count)
            throw new ArgumentException($"{predictions.Count} predictions and {examples.Count} examples: as many of both, and at least one, are needed",
                nameof(predictions));
    }
}
