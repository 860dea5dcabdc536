namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>How far two texts agree, from 0 to 1; all zero where nothing is shared.</summary>
/// <param name="Precision">Share of the answer that is in the reference.</param>
/// <param name="Recall">Share of the reference that is in the answer.</param>
/// <param name="F">Their harmonic mean.</param>
public readonly record struct RougeScore(double Precision, double Recall, double F)
{
    /// <summary>The score of a number of shared words among those of both sides; of an empty side all is zero.</summary>
    internal static RougeScore Of(int shared, int predicted, int wanted)
    {
        if (shared == 0) return default;
        double precision = (double)shared / predicted, recall = (double)shared / wanted;
        return new(precision, recall, 2 * precision * recall / (precision + recall));
    }
}
