namespace Kif.Pipeline.Studies;

/// <summary>A fuser that applies any number of fusers to the same two sets of weights; training continues with the current weights.</summary>
/// <param name="fusers">The fusers by name.</param>
internal sealed class FuserPanel(IReadOnlyDictionary<string, IKnowledgeFuser> fusers) : IKnowledgeFuser, IDisposable
{
    /// <summary>The fused weights by fuser, available after the second task.</summary>
    public Dictionary<string, Tensor> Fused { get; } = [];

    public bool NeedsEntries => fusers.Values.Any(f => f.NeedsEntries);

    public bool NeedsInitialWeights => fusers.Values.Any(f => f.NeedsInitialWeights);

    public Fusion Fuse(in FusionInput input)
    {
        using var scope = torch.NewDisposeScope();
        Dispose();
        foreach ((string name, IKnowledgeFuser fuser) in fusers)
        {
            Fusion fusion = fuser.Fuse(input);
            Tensor weights = fusion.Weights ?? torch.lerp(input.PreviousWeights, input.CurrentWeights, input.Units.Spread([.. fusion.Coefficients], 1, input.CurrentWeights.device));
            Fused[name] = weights.clone().DetachFromDisposeScope();
        }
        return new([.. Enumerable.Repeat(1.0, input.Units.Count)]);
    }

    public void Dispose()
    {
        foreach (Tensor weights in Fused.Values) weights.Dispose();
        Fused.Clear();
    }
}
