namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>The overlap of two texts, from 0 to 1; all zero if nothing is shared.</summary>
/// <param name="Precision">Share of the answer that is in the reference.</param>
/// <param name="Recall">Share of the reference that is in the answer.</param>
/// <param name="F">Their harmonic mean.</param>
public readonly record struct RougeScore(double Precision, double Recall, double F)
{
    /// <summary>Computes the score from the number of shared words and of each side's words; zero if a side is empty.</summary>
    internal static RougeScore Of(int shared, int predicted, int wanted)
    {
        if (shared == 0) return default;
        double precision = (double)shared / predicted, recall = (double)shared / wanted;
        return new(precision, recall, 2 * precision * recall / (precision + recall));
    }
}
