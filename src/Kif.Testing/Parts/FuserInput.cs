namespace Kif.Testing;

/// <summary>Random weights and scores to fuse; all weights lie in [1, 2], so that an element left at 0 is noticed.</summary>
internal sealed class FuserInput
{
    private readonly UnitScores current, accumulated;
    private readonly Tensor currentEntries, accumulatedEntries;
    private readonly byte[][] before;

    public FuserInput(ParameterSpace space, ulong seed)
    {
        var random = new RandomStream(seed);
        Units = new(space, [.. space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);
        (Previous, Current, Initial) = (Draw(1), Draw(1), Draw(1));
        (currentEntries, accumulatedEntries) = (Draw(0), Draw(0));
        (current, accumulated) = (Units.Reduce(currentEntries, UnitAggregation.Mean), Units.Reduce(accumulatedEntries, UnitAggregation.Mean));
        before = Bits();

        Tensor Draw(double from) => torch.tensor(Enumerable.Range(0, (int)space.Length).Select(_ => (float)(from + random.NextDouble())).ToArray());
    }

    public SkillUnits Units { get; }

    public Tensor Previous { get; }

    public Tensor Current { get; }

    public Tensor Initial { get; }

    /// <summary>Creates the input for a fuser, with the optional tensors that it declares to need.</summary>
    public FusionInput For(IKnowledgeFuser fuser) => new(
        Units, current, accumulated, Previous, Current, fuser.NeedsEntries ? currentEntries : null, fuser.NeedsEntries ? accumulatedEntries : null, fuser.NeedsInitialWeights ? Initial : null);

    /// <summary>Names a tensor that is no longer as it was drawn; null if none has changed.</summary>
    public string? Changed() => Bits().Zip(before, ["the previous weights", "the current weights", "the initial weights", "the current entries' scores", "the accumulated entries' scores"])
        .Where(p => !p.First.AsSpan().SequenceEqual(p.Second)).Select(p => p.Third).FirstOrDefault();

    private byte[][] Bits() => [TensorBits.Of(Previous), TensorBits.Of(Current), TensorBits.Of(Initial), TensorBits.Of(currentEntries), TensorBits.Of(accumulatedEntries)];
}
