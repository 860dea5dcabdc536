namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>Options of the Rouge metrics.</summary>
public sealed class RougeOptions
{
    /// <summary>
    /// Whether words of more than three characters are compared by their stems (Porter's algorithm with NLTK's extensions), as the
    /// Super-NaturalInstructions evaluation and its followers do. Default: true.
    /// </summary>
    public bool Stem { get; set; } = true;
}
