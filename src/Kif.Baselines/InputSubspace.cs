namespace Kif;

/// <summary>
/// The directions of a map's inputs that are protected for earlier tasks (DualGPM, algorithms.md 10.17): an orthonormal basis of them, or, where they are more
/// than half of all, of those that are still free. Nothing is protected before the first <see cref="Update"/>.
/// </summary>
internal sealed class InputSubspace : IStateful
{
    // A squared singular value below this share of the energy is rounding, no direction.
    private const double Negligible = 1e-20;
    private Tensor? basis;
    private bool free;

    /// <summary>The orthonormal basis [inputs, directions]; null before the first task.</summary>
    public Tensor? Basis => basis;

    /// <summary>Whether the basis spans the free directions instead of the protected ones.</summary>
    public bool IsFree => free;

    /// <summary>Returns what of each column [inputs, n], float64, lies outside the protected directions.</summary>
    public Tensor Outside(Tensor columns) => basis is null ? columns : free ? Inside(basis, columns) : columns - Inside(basis, columns);

    /// <summary>Returns what of each column [inputs, n], float64, lies in the protected directions.</summary>
    public Tensor Protected(Tensor columns) => basis is null ? torch.zeros_like(columns) : columns - Outside(columns);

    /// <summary>Protects further directions, until they have a share of the energy of a task's inputs: of its moment's squared singular values.</summary>
    /// <param name="moment">The second moment of the inputs, [inputs, inputs], float64.</param>
    /// <param name="threshold">The share, at most 1.</param>
    public void Update(Tensor moment, double threshold)
    {
        using var scope = torch.NewDisposeScope();
        double energy = moment.square().sum().ToDouble();
        if (!(energy > 0)) return;
        Tensor next = basis is null ? First(moment, threshold, energy) : free ? Shrunk(moment, threshold, energy) : Grown(moment, threshold, energy);
        long inputs = moment.shape[0];
        if (!free && 2 * next.shape[1] > inputs)
        {
            next = Left(next, full: true).Vectors.narrow(1, next.shape[1], inputs - next.shape[1]);
            free = true;
        }
        Own(next);
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        Tensor? before = basis;
        state.Tensor("basis", ref basis);
        if (basis is not null && !ReferenceEquals(basis, before)) Own(basis);
        state.Value("free", ref free);
    }

    /// <summary>Keeps a copy with plain strides in torch's own memory: with others, such as a file's, products differ in their last bits.</summary>
    private void Own(Tensor other)
    {
        Tensor plain = torch.empty(other.shape, dtype: other.dtype, device: other.device).copy_(other).DetachFromDisposeScope();
        basis?.Dispose();
        basis = plain;
    }

    /// <summary>Computes left singular vectors, [rows, values], and squared singular values of a matrix, the largest first.</summary>
    public static (Tensor Vectors, double[] Squares) Left(Tensor matrix, bool full = false)
    {
        (Tensor u, Tensor s, _) = torch.linalg.svd(matrix, full);
        return (u, s.square().cpu().data<double>().ToArray());
    }

    // One direction fewer than the threshold asks for, and at least one, as published.
    private static Tensor First(Tensor moment, double threshold, double energy)
    {
        (Tensor vectors, double[] squares) = Left(moment);
        double share = 0;
        int below = squares.TakeWhile(s => (share += s / energy) < threshold && s > Negligible * energy).Count();
        return vectors.narrow(1, 0, Math.Max(1, below));
    }

    private Tensor Grown(Tensor moment, double threshold, double energy)
    {
        (Tensor vectors, double[] squares) = Left(Outside(moment));
        double share = (energy - squares.Sum()) / energy;
        long most = moment.shape[0] - basis!.shape[1];
        int taken = 0;
        for (; taken < most && share < threshold && squares[taken] > Negligible * energy; taken++) share += squares[taken] / energy;
        if (taken == 0) return basis;
        // Against the loss of orthogonality over many tasks.
        Tensor fresh = Outside(vectors.narrow(1, 0, taken));
        return torch.cat([basis, torch.linalg.qr(fresh).Q], 1);
    }

    private Tensor Shrunk(Tensor moment, double threshold, double energy)
    {
        (Tensor vectors, double[] squares) = Left(Outside(moment));
        double share = squares.Sum() / energy;
        long left = basis!.shape[1];
        int taken = 0;
        for (; taken < left && share >= 1 - threshold && squares[taken] > Negligible * energy; taken++) share -= squares[taken] / energy;
        if (taken == 0) return basis;
        if (taken == left) return basis.narrow(1, 0, 0);
        Tensor rest = basis - Inside(vectors.narrow(1, 0, taken), basis);
        return Left(rest).Vectors.narrow(1, 0, left - taken);
    }

    private static Tensor Inside(Tensor directions, Tensor columns) => directions.mm(directions.t().mm(columns));
}
