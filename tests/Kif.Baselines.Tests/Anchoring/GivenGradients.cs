namespace Kif.Baselines.Tests.Anchoring;

/// <summary>A probe whose per-example gradients are given, in place of a model; remembers what it was asked for.</summary>
internal sealed class GivenGradients : IExtraPasses
{
    private readonly Dictionary<string, double[]> byId;

    public GivenGradients(params double[][] gradients)
    {
        Examples = [.. gradients.Select((_, i) => new Example("", "", $"{i}"))];
        byId = gradients.Select((g, i) => (Id: $"{i}", Gradient: g)).ToDictionary(p => p.Id, p => p.Gradient);
    }

    public IReadOnlyList<Example> Examples { get; }

    public List<(GradientTarget Loss, GradientReduction Reduction, string Ids)> Asked { get; } = [];

    public Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction)
    {
        Asked.Add((loss, reduction, string.Join(' ', examples.Select(e => e.Id))));
        Tensor all = torch.stack([.. examples.Select(e => torch.tensor(byId[e.Id]))]);
        return (reduction switch
        {
            GradientReduction.MeanSquare => all.square(),
            GradientReduction.MeanAbsolute => all.abs(),
            _ => all,
        }).mean([0L]);
    }

    public Tensor Logits(IReadOnlyList<Example> examples, Tensor weights) => throw new NotSupportedException();

    public ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights) => throw new NotSupportedException();

    public IExampleEncoder Encoder => throw new NotSupportedException();

    public ForwardResult Forward(IReadOnlyList<EncodedExample> examples, Tensor weights) => throw new NotSupportedException();

    public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens) => throw new NotSupportedException();

    public IReadOnlyList<int[]> Generate(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random) => throw new NotSupportedException();
}
