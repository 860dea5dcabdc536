namespace Kif;

/// <summary>
/// Merging of several vectors of changes into one, by task arithmetic (Ilharco et al., 2023), TIES (Yadav et al., 2023) or DARE (Yu et al., 2024): thin out
/// each vector, then add them up, or average per element those with the elected sign.
/// </summary>
/// <param name="By">The way.</param>
/// <param name="Density">The share of elements that thinning out keeps; not used by <see cref="MergeWay.Linear"/>.</param>
/// <param name="Elect">What elects a sign.</param>
internal sealed record VectorMerge(MergeWay By, double Density = 1, SignElection Elect = SignElection.Total)
{
    /// <summary>Whether vectors are thinned out.</summary>
    public bool Prunes => By != MergeWay.Linear;

    /// <summary>Whether elements are dropped at random rather than by size.</summary>
    public bool Draws => By is MergeWay.DareLinear or MergeWay.DareTies;

    /// <summary>Whether signs are elected.</summary>
    public bool Elects => By is MergeWay.Ties or MergeWay.DareTies;

    /// <summary>Thins out a vector.</summary>
    /// <param name="vector">[n]; not changed.</param>
    /// <param name="random">Draws the elements to keep, where they are drawn.</param>
    public Tensor Prune(Tensor vector, RandomStream random) => !Prunes || Density >= 1 ? vector : Draws ? Drop(vector, Density, random) : Trim(vector, Density);

    /// <summary>Merges vectors that are thinned out already.</summary>
    /// <param name="vectors">Of the same shape.</param>
    /// <param name="weights">The weight of each.</param>
    public Tensor Merge(IReadOnlyList<Tensor> vectors, IReadOnlyList<double> weights)
    {
        Tensor Sum(IEnumerable<Tensor> terms) => terms.Aggregate((a, b) => a.add(b));
        if (!Elects) return Sum(vectors.Zip(weights, (v, w) => v.mul(w)));
        Tensor elected = Elected(vectors);
        Tensor[] agree = [.. vectors.Select(v => v.sign().eq(elected))];
        // A weight does not count as a voice: a sum of weighted values is divided by the number of those that agree.
        Tensor sum = Sum(vectors.Zip(agree, (v, a) => v.mul(a)).Zip(weights, (v, w) => w == 1 ? v : v.mul(w)));
        return sum.div(Sum(agree.Select(a => a.to_type(sum.dtype))).clamp(1));
    }

    /// <summary>Returns the sign per element that most of the vectors' size or number has; positive where neither has more.</summary>
    public Tensor Elected(IReadOnlyList<Tensor> vectors)
    {
        Tensor sum = vectors.Select(v => Elect == SignElection.Frequency ? v.sign() : v).Aggregate((a, b) => a.add(b));
        return torch.where(sum.ge(0), torch.ones_like(sum), torch.ones_like(sum).neg());
    }

    /// <summary>Sets all but the largest elements of a vector to zero; the number kept is the density's share, rounded down.</summary>
    public static Tensor Trim(Tensor vector, double density)
    {
        long count = vector.shape[0], kept = (long)(density * count);
        if (kept == 0) return torch.zeros_like(vector);
        Tensor size = vector.abs();
        return vector.mul(size.ge(torch.kthvalue(size, count - kept + 1, 0).values));
    }

    /// <summary>Keeps each element with a probability, and divides by it what is kept.</summary>
    private static Tensor Drop(Tensor vector, double density, RandomStream random)
    {
        bool[] kept = new bool[vector.shape[0]];
        for (int i = 0; i < kept.Length; i++) kept[i] = random.NextDouble() < density;
        return vector.mul(torch.tensor(kept, device: vector.device)).div(density);
    }
}

/// <summary>The ways to merge vectors of changes.</summary>
internal enum MergeWay
{
    /// <summary>The weighted sum: task arithmetic.</summary>
    Linear,

    /// <summary>TIES: the largest elements, and of these the mean of those with the elected sign.</summary>
    Ties,

    /// <summary>DARE: elements dropped at random, the others scaled up; the weighted sum.</summary>
    DareLinear,

    /// <summary>Elements dropped at random, the others scaled up; the mean of those with the elected sign.</summary>
    DareTies,

    /// <summary>The weighted sum of the largest elements.</summary>
    MagnitudePrune,
}

/// <summary>What elects the sign of an element.</summary>
internal enum SignElection
{
    /// <summary>The sum of the values.</summary>
    Total,

    /// <summary>The number of values of each sign.</summary>
    Frequency,
}
