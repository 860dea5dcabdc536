namespace Kif.Models;

/// <summary>A module that an adapter changes.</summary>
/// <param name="Path">The module's path.</param>
/// <param name="Linear">The linear map; null for embeddings and heads.</param>
/// <param name="Embedding">Whether the factors are those of an embedding.</param>
/// <param name="A">The factor A: rank × inputs, or × rows of an embedding.</param>
/// <param name="B">The factor B: outputs, or columns of an embedding, × rank.</param>
/// <param name="Rank">The rank.</param>
/// <param name="Scaling">The factor on B A.</param>
internal sealed record AdaptedModule(string Path, LinearModule? Linear, bool Embedding, Tensor A, Tensor B, int Rank, double Scaling)
{
    /// <summary>The name of its matrix.</summary>
    public string Weight => $"{Path}.weight";

    /// <summary>The trained magnitudes of outputs, or columns of an embedding; null without DoRA.</summary>
    public Tensor? Magnitude { get; init; }

    /// <summary>The bias of B; null for none.</summary>
    public Tensor? BiasOfB { get; init; }

    /// <summary>Computes the module's matrix with the adapter; the caller owns it.</summary>
    /// <param name="weight">The matrix, stored as in the model.</param>
    /// <param name="start">What the initialization took from it.</param>
    public Tensor Changed(Tensor weight, BaseStart start)
    {
        using var scope = torch.NewDisposeScope();
        bool transposed = Linear?.Transposed == true;
        Tensor wide = weight.to_type(A.dtype), oriented = transposed ? wide.t() : wide;
        if (!Embedding) oriented = BaseStarts.Apply(start, oriented, Rank, Scaling);
        Tensor change = B.mm(A).mul(Scaling);
        Tensor sum = oriented.add(Embedding ? change.t() : change);
        if (Magnitude is not null)
        {
            Tensor norms = sum.square().sum(Embedding ? 0 : 1, keepdim: true).sqrt();
            sum = sum.mul(Magnitude.reshape(norms.shape).div(norms));
        }
        return (transposed ? sum.t() : sum).contiguous().clone().MoveToOuterDisposeScope();
    }
}
