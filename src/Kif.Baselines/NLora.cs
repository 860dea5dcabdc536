using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of N-LoRA.</summary>
internal sealed class NLoraOptions
{
    /// <summary>
    /// λ, the weight of the penalty on the new adapter, from the first task on; 0 disables it. The penalties of the two variants are of different size, so a
    /// weight of one means nothing in the other. Default: null, by profile: 0.002; official code 0.4.
    /// </summary>
    [Range(0.0, 1e6)]
    [SearchRange(1e-4, 1e-1, Logarithmic = true)]
    public double? Lambda { get; set; }

    /// <summary>The treatment of earlier adapters, as in incremental LoRA: beside the base or merged into it. Default: beside the base.</summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;

    /// <summary>
    /// The variant: the paper penalizes the elements of the update BA, the published code those of AB, a small matrix that says nothing about the update
    /// (algorithms.md 10.15). Default: Recommended, like the paper.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool OfFactorsReversed => Profile == MethodProfile.OfficialCode;

    internal double Weight => Lambda ?? (OfFactorsReversed ? 0.4 : 0.002);
}

/// <summary>
/// The penalty that makes a new adapter's update sparse, so that it seldom meets those of other tasks: weight · Σ over modules of Σ |BA|, or of Σ |AB|, the
/// r × r matrix of the published code (algorithms.md 10.15). It acts in every task, and no earlier adapter enters it.
/// </summary>
/// <param name="weight">The term's weight; 0 disables it.</param>
/// <param name="reversed">Whether the factors are multiplied as the published code does.</param>
internal sealed class UpdateSparsity(double weight, bool reversed) : ContinualStrategy
{
    // The update of a large map is not held as a whole: 2²⁴ elements are 64 MB in float32.
    private const long MostElements = 1 << 24;

    private (int A, int B)[][] groups = [];

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment space)
    {
        groups = FactorPairs.Of(space.Space, "sparsity of updates");
        if (!reversed) return;
        IReadOnlyList<ParameterInfo> all = space.Space.Parameters;
        foreach ((int a, int b) in groups.SelectMany(g => g))
            if (all[a].Shape[1] != all[b].Shape[0])
                throw new CompositionException(
                    $"n-lora.profile is OfficialCode, which multiplies A by B: '{all[a].Module.Path}' has {all[a].Shape[1]} inputs and "
                    + $"{all[b].Shape[0]} outputs, and they must be as many; allowed: Recommended, Paper, or other target modules");
    }

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        if (weight == 0) return null;
        Tensor[] pieces = step.Space.Split(step.Weights);
        return groups.Select(group =>
        {
            (Tensor a, Tensor b) = FactorPairs.Stack(pieces, group);
            return reversed ? torch.matmul(a, b).abs().sum() : OfUpdates(a, b);
        }).Aggregate((x, y) => x + y) * weight;
    }

    /// <summary>Computes Σ |BA| over all pairs A [n, rank, inputs] and B [n, outputs, rank], rows of outputs after rows, with its gradient.</summary>
    public static Tensor OfUpdates(Tensor a, Tensor b)
    {
        (Tensor ofA, Tensor ofB) = Gradients(a, b);
        // Σ|BA| = ⟨A, ∂A⟩ = ⟨B, ∂B⟩: the sum of both has the gradients, and twice the value.
        Tensor both = (a * ofA).sum() + (b * ofB).sum();
        return both - both.detach() / 2;
    }

    /// <summary>Returns Bᵀ sign(BA) and sign(BA) Aᵀ.</summary>
    private static (Tensor OfA, Tensor OfB) Gradients(Tensor a, Tensor b)
    {
        using var off = torch.no_grad();
        long rows = Math.Max(1, MostElements / Math.Max(1, a.shape[0] * a.shape[2]));
        Tensor? ofA = null;
        var ofB = new List<Tensor>();
        for (long start = 0; start < b.shape[1]; start += rows)
        {
            Tensor some = b.narrow(1, start, Math.Min(rows, b.shape[1] - start)), signs = torch.matmul(some, a).sign();
            Tensor term = torch.matmul(some.transpose(1, 2), signs);
            ofA = ofA is null ? term : ofA.add_(term);
            ofB.Add(torch.matmul(signs, a.transpose(1, 2)));
        }
        return (ofA!, torch.cat(ofB, 1));
    }
}
