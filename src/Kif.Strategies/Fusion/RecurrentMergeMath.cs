namespace Kif.Strategies;

/// <summary>The masks and merges of Recurrent-KIF on flat vectors (spec 9.2, 9.3, 9.5).</summary>
public static class RecurrentMergeMath
{
    /// <summary>Merges two moves, m − start and end − m.</summary>
    /// <param name="start">θ_b, weights at the last merge.</param>
    /// <param name="middle">θ_in, weights after the inner steps.</param>
    /// <param name="end">Weights after the outer steps.</param>
    /// <param name="inner">Weight of the inner move per element.</param>
    /// <param name="outer">Weight of the outer move per element.</param>
    public static Tensor Merge(Tensor start, Tensor middle, Tensor end, Tensor inner, Tensor outer) =>
        start.add(middle.sub(start).mul_(inner)).add_(end.sub(middle).mul_(outer));

    /// <summary>Computes the weights of the inner and the outer move from the masks of important elements (spec 9.2 e, 9.3).</summary>
    /// <param name="inner">Bool: important to the task.</param>
    /// <param name="outer">Bool: important to memory.</param>
    /// <param name="prune">Whether elements important to neither are reverted and shared ones take both moves in full.</param>
    /// <param name="dtype">The data type of the result.</param>
    public static (Tensor Inner, Tensor Outer) ByMasks(Tensor inner, Tensor outer, bool prune, ScalarType dtype)
    {
        if (prune) return (inner.to_type(dtype), outer.to_type(dtype));
        Tensor Full(double value) => torch.full(inner.shape, value, dtype: dtype, device: inner.device);
        Tensor weight = torch.where(outer, torch.where(inner, Full(0.4), Full(0)), torch.where(inner, Full(1), Full(0.5)));
        return (weight, torch.ones_like(weight).sub_(weight));
    }

    /// <summary>Computes the two-way softmax of both scores, each min-max normalized over all elements; equal scores count as zero (spec 9.5, 5.4).</summary>
    public static (Tensor Inner, Tensor Outer) BySoftmax(Tensor inner, Tensor outer, double temperature, ScalarType dtype)
    {
        Tensor weight = EntryScores.Normalize(inner).sub_(EntryScores.Normalize(outer)).div_(temperature).sigmoid_().to_type(dtype);
        return (weight, torch.ones_like(weight).sub_(weight));
    }

    /// <summary>Returns true (bool) for scores strictly above the quantile of all elements (spec 9.2 d).</summary>
    public static Tensor Important(Tensor scores, double quantile) => scores.gt(Quantile(scores, quantile));

    /// <summary>Computes the quantile with linear interpolation at index q·(n−1) of the sorted elements, for any number of elements.</summary>
    public static double Quantile(Tensor scores, double quantile) => EntryScores.Quantile(scores, quantile);
}
