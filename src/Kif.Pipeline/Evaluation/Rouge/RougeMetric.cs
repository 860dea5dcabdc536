namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>
/// The mean Rouge F over examples, in percent (spec 11.6); with several references the highest F counts. Texts are split into words like in the
/// Python package rouge_score: in lower case, at every character other than a to z and 0 to 9, so accents split words.
/// </summary>
/// <param name="variant">The units of comparison.</param>
/// <param name="options">The stemming option; null for the defaults.</param>
public sealed class RougeMetric(RougeVariant variant, RougeOptions? options = null) : ITaskMetric
{
    private readonly bool stem = (options ?? new()).Stem;

    /// <inheritdoc/>
    /// <remarks><c>rouge-1</c>, <c>rouge-2</c>, <c>rouge-l</c> or <c>rouge-lsum</c>.</remarks>
    public string Name { get; } = variant switch
    {
        RougeVariant.Words => "rouge-1",
        RougeVariant.Pairs => "rouge-2",
        RougeVariant.Sequence => "rouge-l",
        RougeVariant.Lines => "rouge-lsum",
        _ => throw new ArgumentOutOfRangeException(nameof(variant), variant, $"allowed are {string.Join(", ", Enum.GetNames<RougeVariant>())}"),
    };

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        ExampleMean.Percent(predictions, examples, (prediction, example) => Best(prediction, example.References).F);

    /// <summary>Scores an answer against the reference with the highest F; the first of equal ones.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public RougeScore Best(string prediction, IReadOnlyList<string> references) => references.Count > 0
        ? references.Select(r => Compare(prediction, r)).MaxBy(s => s.F)
        : throw new ArgumentException("a score needs at least one reference", nameof(references));

    /// <summary>
    /// Scores an answer against one reference. Rouge-L needs memory for the shorter text only; Rouge-Lsum for a pair of lines.
    /// </summary>
    public RougeScore Compare(string prediction, string reference)
    {
        if (variant == RougeVariant.Lines) return LineOverlap.Score(RougeWords.Lines(prediction, stem), RougeWords.Lines(reference, stem));
        string[] predicted = RougeWords.Of(prediction, stem), wanted = RougeWords.Of(reference, stem);
        return variant switch
        {
            RougeVariant.Words => BagOverlap.Score(predicted, wanted),
            RougeVariant.Pairs => BagOverlap.Score(Neighbours(predicted), Neighbours(wanted)),
            _ => RougeScore.Of(CommonSubsequence.Length(predicted, wanted), predicted.Length, wanted.Length),
        };
    }

    private static (string, string)[] Neighbours(string[] words) => [.. words.Zip(words.Skip(1))];
}
