namespace Kif.Strategies;

/// <summary>
/// TIES merging (Yadav et al., 2023) of the two models: trim each task vector to its largest entries, elect a sign per entry, average what agrees with it. Both
/// task vectors are measured against the weights before the first task. Importance is not used; an entry that both trim returns to its initial weight.
/// </summary>
/// <param name="options">Density and scale.</param>
public sealed class SignAgreementFuser(SignAgreementFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public bool NeedsInitialWeights => true;

    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        if (input.InitialWeights is not { } initial) throw new ArgumentException("merging by sign needs the weights before the first task", nameof(input));
        Tensor previous = Trim(input.PreviousWeights.sub(initial), options.Density), current = Trim(input.CurrentWeights.sub(initial), options.Density);
        Tensor weights = initial.add(Merge(previous, current), alpha: options.Scale);

        // For reports: who an entry comes from, half where both or neither say something.
        Tensor elected = Elect(previous, current), ours = current.sign().eq(elected), theirs = previous.sign().eq(elected);
        Tensor share = ours.to_type(ScalarType.Float64).sub(theirs.to_type(ScalarType.Float64)).mul(0.5).add(0.5);
        return new(EntryFusion.Means(input.Units, share), weights);
    }

    /// <summary>The task vector with all but its largest entries set to zero; the number kept is the density's share, rounded down.</summary>
    public static Tensor Trim(Tensor vector, double density)
    {
        long count = vector.shape[0], kept = (long)(density * count);
        if (kept == 0) return torch.zeros_like(vector);
        Tensor size = vector.abs();
        return vector.mul(size.ge(torch.kthvalue(size, count - kept + 1, 0).values));
    }

    /// <summary>Mean per entry of those trimmed values whose sign is the elected one; zero where there is none.</summary>
    public static Tensor Merge(Tensor first, Tensor second)
    {
        Tensor elected = Elect(first, second), a = first.sign().eq(elected), b = second.sign().eq(elected);
        return first.mul(a).add(second.mul(b)).div(a.to_type(first.dtype).add(b).clamp(1));
    }

    /// <summary>The sign of the sum; positive where it is zero.</summary>
    private static Tensor Elect(Tensor first, Tensor second) => torch.where(first.add(second).ge(0), torch.ones_like(first), torch.ones_like(first).neg());
}
