using Kif.Models.Backbones;

namespace Kif.Models.Trained;

/// <summary>A backbone with the adapters that no longer train: beside the base weights, or folded into copies of them. Immutable.</summary>
internal sealed class LoraStack
{
    private readonly SharedOwner<IBackbone> backbone;
    private readonly SharedOwner<TensorSet>? folded;
    private readonly IReadOnlyList<StackedAdapter> frozen;
    private readonly AdapterBranch[]?[] beside;

    /// <summary>A backbone without adapters so far.</summary>
    public LoraStack(SharedOwner<IBackbone> backbone, LoraLayout layout)
        : this(backbone, layout, null, backbone.Value.Tensors, [])
    {
    }

    private LoraStack(
        SharedOwner<IBackbone> backbone, LoraLayout layout, SharedOwner<TensorSet>? folded, IReadOnlyList<Tensor> tensors, IReadOnlyList<StackedAdapter> frozen)
    {
        (this.backbone, this.folded, this.frozen) = (backbone, folded, frozen);
        (Layout, Tensors, Space) = (layout, tensors, layout.Space(Precision.Wide(backbone.Value.DType), frozen.Count));
        Frozen = [.. frozen.Select(p => p.Adapter.Value.Adapter)];
        beside = new AdapterBranch[]?[backbone.Value.Linears.Count];
        AdapterBranch[][] active = [.. frozen.Where(p => !p.Folded).Select(p => p.Adapter.Value.Cast).Select(views => layout.Pairs(views, false).ToArray())];
        for (int i = 0; i < layout.Modules.Count; i++) beside[layout.Modules[i].Index] = [.. active.Select(pairs => pairs[i])];
    }

    /// <summary>Where adapters sit.</summary>
    public LoraLayout Layout { get; }

    /// <summary>The base weights, some replaced by folded ones.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The space of the adapter that trains.</summary>
    public ParameterSpace Space { get; }

    /// <summary>All adapters frozen so far, oldest first.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; }

    private IEnumerable<Tensor[]> Beside => frozen.Where(p => !p.Folded).Select(p => p.Adapter.Value.Views);

    /// <summary>Per linear map the frozen pairs and, last, the one that trains.</summary>
    public AdapterBranch[]?[] Branches(Tensor weights)
    {
        var all = new AdapterBranch[]?[beside.Length];
        foreach ((LinearModule module, AdapterBranch pair) in Layout.Modules.Zip(Layout.Pairs(Space.Split(ScaledCast.Into(weights, backbone.Value.DType), backbone.Value.DType), true)))
            all[module.Index] = [.. beside[module.Index]!, pair];
        return all;
    }

    /// <summary>The adapter of these weights is frozen, beside the base weights or folded into them.</summary>
    public LoraStack Freeze(Tensor weights, AdapterGrowth how)
    {
        bool fold = how == AdapterGrowth.Fold;
        if (fold && Precision.IsHalf(backbone.Value.DType))
            throw new CompositionException($"an adapter can't be folded into a {backbone.Value.DType} base, where small changes vanish; stack it, or load the base as float32");
        var adapter = new FrozenLora(Space, weights, backbone.Value.DType);
        // All generations sit on the same modules, so a new fold leaves nothing of an older one to be kept.
        SharedOwner<TensorSet>? set = fold ? null : folded?.Acquire();
        IReadOnlyList<Tensor> tensors = Tensors;
        if (fold)
        {
            (tensors, TensorSet owner) = Fold([adapter.Views]);
            set = new(owner);
        }
        return new(backbone.Acquire(), Layout, set, tensors, [.. frozen.Select(p => p with { Adapter = p.Adapter.Acquire() }), new(new(adapter), fold)]);
    }

    /// <summary>The base weights with all adapters folded in, this one and those beside the base; the set owns the new ones.</summary>
    public (IReadOnlyList<Tensor> Tensors, TensorSet Owner) Merge(Tensor weights) => Fold([Space.Split(weights), .. frozen.Where(p => !p.Folded).Select(p => p.Adapter.Value.Views)]);

    /// <summary>Gives up what no other model shares.</summary>
    public void Release()
    {
        backbone.Release();
        folded?.Release();
        foreach (StackedAdapter part in frozen) part.Adapter.Release();
    }

    private (IReadOnlyList<Tensor> Tensors, TensorSet Owner) Fold(Tensor[][] adapters)
    {
        using var _ = torch.no_grad();
        Tensor[] tensors = [.. Tensors];
        var fresh = new List<Tensor>();
        for (int i = 0; i < Layout.Modules.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            using Scalar scale = Layout.Scalings[i];
            int at = Layout.Modules[i].Weight;
            Tensor sum = tensors[at].to_type(Space.DType, copy: true), oriented = Layout.Modules[i].Transposed ? sum.t() : sum;
            foreach (Tensor[] views in adapters) oriented.add_(views[2 * i + 1].mm(views[2 * i]), scale);
            fresh.Add(tensors[at] = sum.DetachFromDisposeScope());
        }
        return (tensors, new([.. fresh]));
    }

    private sealed record StackedAdapter(SharedOwner<FrozenLora> Adapter, bool Folded);
}
