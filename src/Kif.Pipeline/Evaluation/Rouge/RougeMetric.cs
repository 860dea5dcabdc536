namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>
/// Mean F of Rouge over the examples, in percent (spec 11.6); of several references the one with the highest F counts. Texts become words as in the
/// Python package rouge_score: lower case, and everything but a to z and 0 to 9 separates, so that accents split words.
/// </summary>
/// <param name="variant">What texts are compared by.</param>
/// <param name="options">Stemming; null for the defaults.</param>
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

    /// <summary>The score of an answer against the reference that it is nearest to by F; of equally near ones the first.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public RougeScore Best(string prediction, IReadOnlyList<string> references) => references.Count > 0
        ? references.Select(r => Compare(prediction, r)).MaxBy(s => s.F)
        : throw new ArgumentException("a score needs at least one reference", nameof(references));

    /// <summary>
    /// The score of an answer against one reference. Rouge-L needs memory for the shorter text only; Rouge-Lsum that of a pair of lines.
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
