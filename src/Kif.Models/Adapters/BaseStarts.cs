namespace Kif.Models;

/// <summary>
/// Changes of the base by an initialization of factors, repeated as PEFT repeats them when it loads an adapter: the factors began with a part of the matrix,
/// which was taken from it.
/// </summary>
internal static class BaseStarts
{
    /// <summary>Returns what is left of a matrix, [outputs, inputs].</summary>
    /// <param name="start">The initialization.</param>
    /// <param name="weight">The matrix.</param>
    /// <param name="rank">The rank of the factors.</param>
    /// <param name="scaling">The factor on B A.</param>
    public static Tensor Apply(BaseStart start, Tensor weight, int rank, double scaling)
    {
        if (start == BaseStart.None) return weight;
        using var scope = torch.NewDisposeScope();
        Tensor exact = weight.to_type(ScalarType.Float64), part = start == BaseStart.Pissa ? Largest(exact, rank) : FirstColumns(exact, rank) * scaling;
        return (exact - part).to_type(weight.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Returns U S Vᵀ of the largest singular values.</summary>
    private static Tensor Largest(Tensor weight, int rank)
    {
        (Tensor u, Tensor s, Tensor vh) = torch.linalg.svd(weight, fullMatrices: false);
        rank = (int)Math.Min(rank, s.shape[0]);
        return u.narrow(1, 0, rank).mul(s.narrow(0, 0, rank)).mm(vh.narrow(0, 0, rank));
    }

    /// <summary>Returns the product of the first columns of Q with the first rows of R.</summary>
    private static Tensor FirstColumns(Tensor weight, int rank)
    {
        (Tensor q, Tensor r) = torch.linalg.qr(weight);
        rank = (int)Math.Min(rank, q.shape[1]);
        return q.narrow(1, 0, rank).mm(r.narrow(0, 0, rank));
    }
}
