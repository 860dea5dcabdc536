using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// A fuser by TIES merging (Yadav et al., 2023): trims each task vector to its largest elements, elects a sign per element, averages the values that agree
/// with it. Both task vectors are relative to the weights before the first task. Importance is not used; an element trimmed from both returns to its initial
/// weight.
/// </summary>
/// <param name="options">Density and scale.</param>
internal sealed class TiesFuser(TiesFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public bool NeedsInitialWeights => true;

    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        if (input.InitialWeights is not { } initial) throw new ArgumentException("merging by sign needs the weights before the first task", nameof(input));
        Tensor previous = Trim(input.PreviousWeights.sub(initial), options.Density), current = Trim(input.CurrentWeights.sub(initial), options.Density);
        Tensor weights = initial.add(Merge(previous, current), alpha: options.Scale);

        // For reports: the source of each element, half where both or neither contribute.
        Tensor elected = Elect(previous, current), ours = current.sign().eq(elected), theirs = previous.sign().eq(elected);
        Tensor share = ours.to_type(ScalarType.Float64).sub(theirs.to_type(ScalarType.Float64)).mul(0.5).add(0.5);
        return new(ElementFusion.Means(input.Units, share), weights);
    }

    /// <summary>Sets all but the largest elements of a task vector to zero; the number kept is the density's share, rounded down.</summary>
    public static Tensor Trim(Tensor vector, double density)
    {
        long count = vector.shape[0], kept = (long)(density * count);
        if (kept == 0) return torch.zeros_like(vector);
        Tensor size = vector.abs();
        return vector.mul(size.ge(torch.kthvalue(size, count - kept + 1, 0).values));
    }

    /// <summary>Averages per element the trimmed values with the elected sign; zero if there is none.</summary>
    public static Tensor Merge(Tensor first, Tensor second)
    {
        Tensor elected = Elect(first, second), a = first.sign().eq(elected), b = second.sign().eq(elected);
        return first.mul(a).add(second.mul(b)).div(a.to_type(first.dtype).add(b).clamp(1));
    }

    /// <summary>Returns the sign of the sum; positive where it is zero.</summary>
    private static Tensor Elect(Tensor first, Tensor second) => torch.where(first.add(second).ge(0), torch.ones_like(first), torch.ones_like(first).neg());
}

/// <summary>Options of TIES merging.</summary>
internal sealed class TiesFuserOptions
{
    /// <summary>The share of each task vector's elements, the largest, that trimming keeps. Default: 0.2.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    [SearchRange(0.1, 0.5)]
    public double Density { get; set; } = 0.2;

    /// <summary>λ, the factor on the merged task vector. Default: 1.</summary>
    [Range(0.0, 10.0)]
    public double Scale { get; set; } = 1;
}
