using Kif.Models.Backbones;

namespace Kif.Models.Trained;

/// <summary>LoRA: a trainable pair of factors beside each selected linear map.</summary>
/// <param name="stack">The backbone and its frozen adapters.</param>
/// <param name="device">The device of the weights.</param>
/// <param name="start">The weights to start from, owned; null for fresh ones.</param>
internal sealed class LoraTrained(LoraStack stack, Device device, Tensor? start = null) : ITrained
{
    public ParameterSpace Space => stack.Space;

    public IReadOnlyList<FrozenAdapter> Frozen => stack.Frozen;

    public IReadOnlyDictionary<string, Tensor> Folded => stack.Folded;

    public Tensor Initial(RandomStream random) => start?.clone() ?? stack.Layout.Initial(Space, device, random);

    public ForwardPass Pass(Tensor weights, ForwardOptions options, Regime regime) =>
        new(stack.Tensors, stack.Branches(weights), options, regime, null);

    public ITrained Grow(Tensor weights, AdapterGrowth how) => new LoraTrained(stack.Freeze(weights, how), device);

    public ITrained Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded) =>
        new LoraTrained(stack.Regrow(growths, frozen, folded), device);

    public (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return stack.Merge(weights);
    }

    public void Release()
    {
        start?.Dispose();
        stack.Release();
    }
}
