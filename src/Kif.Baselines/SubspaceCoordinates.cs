namespace Kif;

/// <summary>
/// The coordinates of weights some of whose matrices are decomposed: W + U diag(s) V − U₀ diag(s₀) V₀, where U [outputs, r], s [r] and V [r, inputs] are
/// trained and start as U₀, s₀ and V₀, the smallest singular directions of W. Gradients of U and V are projected: no part of them lies along the directions
/// that stay.
/// </summary>
internal sealed class SubspaceCoordinates : IWeightCoordinates
{
    private readonly ParameterSpace model;
    private readonly int?[] frozen;
    private readonly bool others;
    // By parameter of the model: the directions that stay, [outputs, k] and [k, inputs], and U₀ diag(s₀) V₀. Null where the matrix is not decomposed.
    private readonly (Tensor U, Tensor V, Tensor Product)?[] fixedParts;

    /// <summary>Lays out the coordinates.</summary>
    /// <param name="model">The space of the weights.</param>
    /// <param name="frozen">The number of singular directions of a matrix that stay; null for what is not decomposed.</param>
    /// <param name="others">Whether what is not decomposed is trained as it is; it stays otherwise.</param>
    /// <param name="projectsSteps">Whether steps are projected too.</param>
    public SubspaceCoordinates(ParameterSpace model, Func<ParameterInfo, int?> frozen, bool others, bool projectsSteps)
    {
        (this.model, this.others, ProjectsSteps) = (model, others, projectsSteps);
        this.frozen = [.. model.Parameters.Select(frozen)];
        fixedParts = new (Tensor, Tensor, Tensor)?[this.frozen.Length];
        Space = new(model.Parameters.SelectMany((p, i) => this.frozen[i] is { } k ? Factors(p, (int)p.Shape.Min() - k) : others ? [p] : []), model.DType);
    }

    /// <inheritdoc/>
    public ParameterSpace Space { get; }

    /// <inheritdoc/>
    public bool ProjectsSteps { get; }

    /// <inheritdoc/>
    public Tensor Begin(Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] pieces = model.Split(weights);
        var start = new List<Tensor>();
        for (int i = 0; i < pieces.Length; i++)
        {
            if (frozen[i] is not { } k)
            {
                if (others) start.Add(pieces[i].flatten());
                continue;
            }
            (Tensor u, Tensor s, Tensor v) = torch.linalg.svd(pieces[i].to(ScalarType.Float64), fullMatrices: false);
            long low = s.shape[0] - k;
            Tensor Cast(Tensor t) => t.to(model.DType).contiguous();
            (Tensor lowU, Tensor lowS, Tensor lowV) = (Cast(u.narrow(1, k, low)), Cast(s.narrow(0, k, low)), Cast(v.narrow(0, k, low)));
            start.AddRange([lowU.flatten(), lowS, lowV.flatten()]);
            fixedParts[i] = (Kept(Cast(u.narrow(1, 0, k))), Kept(Cast(v.narrow(0, 0, k))), Kept(Product(lowU, lowS, lowV)));
        }
        return torch.cat(start).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Weights(Tensor start, Tensor coordinates)
    {
        Tensor[] before = model.Split(start), own = Space.Split(coordinates);
        int at = 0;
        return torch.cat([.. before.Select((piece, i) =>
        {
            if (fixedParts[i] is not { } parts) return (others ? own[at++] : piece).flatten();
            Tensor product = Product(own[at], own[at + 1], own[at + 2]);
            at += 3;
            return (piece + (product - parts.Product)).flatten();
        })]);
    }

    /// <inheritdoc/>
    public Tensor Project(Tensor gradients)
    {
        Tensor[] own = Space.Split(gradients);
        int at = 0;
        var projected = new List<Tensor>();
        foreach ((Tensor U, Tensor V, Tensor Product)? parts in fixedParts)
        {
            if (parts is { } high)
            {
                (Tensor u, Tensor s, Tensor v) = (own[at], own[at + 1], own[at + 2]);
                projected.Add((u - torch.matmul(high.U, torch.matmul(high.U.t(), u))).flatten());
                projected.Add(s);
                projected.Add((v - torch.matmul(torch.matmul(v, high.V.t()), high.V)).flatten());
                at += 3;
            }
            else if (others) projected.Add(own[at++].flatten());
        }
        return torch.cat(projected);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Tensor U, Tensor V, Tensor Product)? parts in fixedParts)
        {
            parts?.U.Dispose();
            parts?.V.Dispose();
            parts?.Product.Dispose();
        }
    }

    private static IEnumerable<ParameterInfo> Factors(ParameterInfo matrix, int low)
    {
        yield return new($"{matrix.Name}.u", matrix.Module, ParameterRole.Other, [matrix.Shape[0], low], matrix.Decays);
        yield return new($"{matrix.Name}.s", matrix.Module, ParameterRole.Other, [low], matrix.Decays);
        yield return new($"{matrix.Name}.v", matrix.Module, ParameterRole.Other, [low, matrix.Shape[1]], matrix.Decays);
    }

    private static Tensor Product(Tensor u, Tensor s, Tensor v) => torch.matmul(u * s, v);

    private static Tensor Kept(Tensor tensor) => tensor.clone().DetachFromDisposeScope();
}
