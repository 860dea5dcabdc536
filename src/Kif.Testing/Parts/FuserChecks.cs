namespace Kif.Testing;

/// <summary>The checks of a fuser.</summary>
internal static class FuserChecks
{
    public static IReadOnlyList<PromiseCheck<PartUnderTest<IKnowledgeFuser>>> All { get; } = PartChecks.With<IKnowledgeFuser>(
        new("coefficients", "a fusion has one coefficient in [0, 1] per skill unit, and whole weights only of the space's shape", Coefficients),
        new("fused-between", "every fused element lies between the weights that it was fused from", Between, "coefficients"),
        new("fusing-pure", "the same weights and scores give the same fusion, and are only read", Pure, "coefficients"));

    private static void Coefficients(PartUnderTest<IKnowledgeFuser> part) => Fuse(part, (fusion, input) =>
    {
        int units = input.Units.Count;
        if (fusion.Coefficients.Count != units) throw new ConformanceException($"gave {fusion.Coefficients.Count} coefficients for {units} skill units");
        for (int u = 0; u < units; u++)
            if (fusion.Coefficients[u] is not (>= 0 and <= 1))
                throw new ConformanceException($"gave the skill unit '{input.Units.Names[u]}' the coefficient {fusion.Coefficients[u]}");
        if (fusion.Weights is not { } weights) return;
        if (weights.dim() != 1 || weights.shape[0] != input.Current.shape[0] || weights.dtype != input.Current.dtype)
            throw new ConformanceException(
                $"gave weights {weights.dtype} [{string.Join(", ", weights.shape)}] where the space is {input.Current.dtype} [{input.Current.shape[0]}]");
    });

    private static void Between(PartUnderTest<IKnowledgeFuser> part) => Fuse(part, (fusion, input) =>
    {
        Tensor fused = fusion.Weights ?? torch.lerp(input.Previous, input.Current, input.Units.Spread([.. fusion.Coefficients], 1));
        Tensor low = torch.minimum(torch.minimum(input.Previous, input.Current), input.Initial),
            high = torch.maximum(torch.maximum(input.Previous, input.Current), input.Initial);
        float[] value = fused.data<float>().ToArray(), least = low.data<float>().ToArray(), most = high.data<float>().ToArray();
        int bad = Array.FindIndex(value, v => !float.IsFinite(v));
        for (int i = 0; bad < 0 && i < value.Length; i++) if (value[i] < least[i] - 1e-4f || value[i] > most[i] + 1e-4f) bad = i;
        if (bad < 0) return;
        ParameterInfo parameter = input.Units.Space.Parameters.Last(p => p.Offset <= bad);
        throw new ConformanceException(
            $"fused an element of {parameter.Name} to {value[bad]}, though its weights lie in [{least[bad]}, {most[bad]}]: it was forgotten or made up");
    });

    private static void Pure(PartUnderTest<IKnowledgeFuser> part)
    {
        List<byte[]> first = [], second = [];
        foreach (List<byte[]> into in new[] { first, second })
            Fuse(part, (fusion, input) =>
            {
                into.Add(StateJson.Write(fusion.Coefficients));
                if (fusion.Weights is { } weights) into.Add(TensorBits.Of(weights));
                if (input.Changed() is { } what) throw new ConformanceException($"changed {what}, which it was only lent");
            });
        if (!first.Zip(second).All(p => p.First.AsSpan().SequenceEqual(p.Second)))
            throw new ConformanceException("fused the same weights and scores in two ways");
    }

    private static void Fuse(PartUnderTest<IKnowledgeFuser> part, Action<Fusion, FuserInput> look)
    {
        IKnowledgeFuser fuser = part.Create();
        using ILanguageModel model = TinyModels.Create(part.Strategy.Model, TrainedWeights.Adapter, ScalarType.Float32);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            using var scope = torch.NewDisposeScope();
            var input = new FuserInput(model.Space, seed);
            look(fuser.Fuse(input.For(fuser)), input);
        }
    }
}

/// <summary>Random weights and scores to fuse; all weights lie in [1, 2], so that an element left at 0 is noticed.</summary>
internal sealed class FuserInput
{
    private readonly UnitScores current, accumulated;
    private readonly Tensor currentElements, accumulatedElements;
    private readonly byte[][] before;

    public FuserInput(ParameterSpace space, ulong seed)
    {
        var random = new RandomStream(seed);
        Units = new(space, [.. space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);
        (Previous, Current, Initial) = (Draw(1), Draw(1), Draw(1));
        (currentElements, accumulatedElements) = (Draw(0), Draw(0));
        (current, accumulated) = (Units.Reduce(currentElements, UnitAggregation.Mean), Units.Reduce(accumulatedElements, UnitAggregation.Mean));
        before = Bits();

        Tensor Draw(double from) => torch.tensor(Enumerable.Range(0, (int)space.Length).Select(_ => (float)(from + random.NextDouble())).ToArray());
    }

    public SkillUnits Units { get; }

    public Tensor Previous { get; }

    public Tensor Current { get; }

    public Tensor Initial { get; }

    /// <summary>Creates the input for a fuser, with the optional tensors that it declares to need.</summary>
    public FusionInput For(IKnowledgeFuser fuser) => new()
    {
        Units = Units, Current = ScoreMath.Normalize(current.Values), Accumulated = ScoreMath.Normalize(accumulated.Values), RawCurrent = current,
        RawAccumulated = accumulated, PreviousWeights = Previous, CurrentWeights = Current,
        CurrentElementScores = fuser.NeedsElementScores ? currentElements : null,
        AccumulatedElementScores = fuser.NeedsElementScores ? accumulatedElements : null, InitialWeights = fuser.NeedsInitialWeights ? Initial : null,
    };

    /// <summary>Names a tensor that is no longer as it was drawn; null if none has changed.</summary>
    public string? Changed() =>
        Bits().Zip(before,
        ["the previous weights", "the current weights", "the initial weights", "the current elements' scores", "the accumulated elements' scores"])
        .Where(p => !p.First.AsSpan().SequenceEqual(p.Second)).Select(p => p.Third).FirstOrDefault();

    private byte[][] Bits() =>
        [TensorBits.Of(Previous), TensorBits.Of(Current), TensorBits.Of(Initial), TensorBits.Of(currentElements), TensorBits.Of(accumulatedElements)];
}
