namespace Kif.Strategies;

/// <summary>Masks and merges of Recurrent-KIF on flat vectors (spec 9.2, 9.3, 9.5).</summary>
public static class RecurrentMergeMath
{
    /// <summary>Weights merged from two moves, m − start and end − m.</summary>
    /// <param name="start">θ_b, weights at the last merge.</param>
    /// <param name="middle">θ_in, weights after the inner steps.</param>
    /// <param name="end">Weights after the outer steps.</param>
    /// <param name="inner">Weight of the inner move per entry.</param>
    /// <param name="outer">Weight of the outer move per entry.</param>
    public static Tensor Merge(Tensor start, Tensor middle, Tensor end, Tensor inner, Tensor outer) =>
        start.add(middle.sub(start).mul_(inner)).add_(end.sub(middle).mul_(outer));

    /// <summary>Weights of the inner and the outer move from what is important to each (spec 9.2 e, 9.3).</summary>
    /// <param name="inner">Bool: important to the task.</param>
    /// <param name="outer">Bool: important to memory.</param>
    /// <param name="prune">Whether entries important to neither go back and shared ones take both moves in full.</param>
    /// <param name="dtype">Element type of the result.</param>
    public static (Tensor Inner, Tensor Outer) ByMasks(Tensor inner, Tensor outer, bool prune, ScalarType dtype)
    {
        if (prune) return (inner.to_type(dtype), outer.to_type(dtype));
        Tensor Full(double value) => torch.full(inner.shape, value, dtype: dtype, device: inner.device);
        Tensor weight = torch.where(outer, torch.where(inner, Full(0.4), Full(0)), torch.where(inner, Full(1), Full(0.5)));
        return (weight, torch.ones_like(weight).sub_(weight));
    }

    /// <summary>The two-way softmax of both scores, each min-max normalised over all entries; equal scores count as zero (spec 9.5, 5.4).</summary>
    public static (Tensor Inner, Tensor Outer) BySoftmax(Tensor inner, Tensor outer, double temperature, ScalarType dtype)
    {
        Tensor weight = EntryScores.Normalize(inner).sub_(EntryScores.Normalize(outer)).div_(temperature).sigmoid_().to_type(dtype);
        return (weight, torch.ones_like(weight).sub_(weight));
    }

    /// <summary>Bool: strictly above the quantile of all entries together (spec 9.2 d).</summary>
    public static Tensor Important(Tensor scores, double quantile) => scores.gt(Quantile(scores, quantile));

    /// <summary>The quantile with linear interpolation at index q·(n−1) of the sorted entries; of any number of entries.</summary>
    public static double Quantile(Tensor scores, double quantile) => EntryScores.Quantile(scores, quantile);
}
