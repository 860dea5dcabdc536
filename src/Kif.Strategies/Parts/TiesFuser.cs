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
        var ties = new VectorMerge(MergeWay.Ties, options.Density);
        Tensor previous = VectorMerge.Trim(input.PreviousWeights.sub(initial), options.Density);
        Tensor current = VectorMerge.Trim(input.CurrentWeights.sub(initial), options.Density);
        Tensor weights = initial.add(ties.Merge([previous, current], [1, 1]), alpha: options.Scale);

        // For reports: the source of each element, half where both or neither contribute.
        Tensor elected = ties.Elected([previous, current]), ours = current.sign().eq(elected), theirs = previous.sign().eq(elected);
        Tensor share = ours.to_type(ScalarType.Float64).sub(theirs.to_type(ScalarType.Float64)).mul(0.5).add(0.5);
        return new(ElementFusion.Means(input.Units, share), weights);
    }
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
