using Kif.Models.Backbones;

namespace Kif.Models.Trained;

/// <summary>Full fine-tuning: every distinct weight trains.</summary>
internal sealed class FullTrained(SharedOwner<IBackbone> backbone) : ITrained
{
    public ParameterSpace Space { get; } = new(backbone.Value.Weights, Precision.Wide(backbone.Value.DType));

    public IReadOnlyList<FrozenAdapter> Frozen => [];

    public IReadOnlyDictionary<string, Tensor> Folded { get; } = new Dictionary<string, Tensor>();

    public Tensor Initial(RandomStream random)
    {
        Tensor flat = torch.empty(Space.Length, dtype: Space.DType, device: backbone.Value.Device);
        using var scope = torch.NewDisposeScope();
        for (int i = 0; i < Space.Parameters.Count; i++) Space.View(flat, Space.Parameters[i]).copy_(backbone.Value.Tensors[i]);
        return flat;
    }

    public ForwardPass Pass(Tensor weights, ForwardOptions options, Regime regime) =>
        new(Space.Split(ScaledCast.Into(weights, backbone.Value.DType), backbone.Value.DType), null, options, regime, backbone.Value.Weights);

    public ITrained Grow(Tensor weights, AdapterGrowth how) =>
        throw new CompositionException("a model that trains all its weights has no adapter to grow");

    public ITrained Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded) =>
        throw new ArgumentException("a model that trains all its weights has no adapter that could have grown", nameof(growths));

    public (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights)
    {
        Tensor[] views = Space.Split(weights.detach());
        return (views, new TensorSet(views));
    }

    public void Release() => backbone.Release();
}
