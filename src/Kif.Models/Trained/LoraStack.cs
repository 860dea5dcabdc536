using Kif.Models.Backbones;

namespace Kif.Models.Trained;

/// <summary>A backbone with the adapters that no longer train: frozen beside the base weights, or folded into copies of them. Immutable.</summary>
internal sealed class LoraStack
{
    private readonly SharedOwner<IBackbone> backbone;
    private readonly SharedOwner<TensorSet>? folded;
    private readonly IReadOnlyList<(SharedOwner<TensorSet> Vector, FrozenAdapter Adapter, bool Active)> frozen;
    private readonly AdapterBranch[]?[] branches;

    /// <summary>A backbone without adapters so far.</summary>
    public LoraStack(SharedOwner<IBackbone> backbone, LoraLayout layout)
        : this(backbone, layout, null, backbone.Value.Tensors, [])
    {
    }

    private LoraStack(
        SharedOwner<IBackbone> backbone, LoraLayout layout, SharedOwner<TensorSet>? folded, IReadOnlyList<Tensor> tensors,
        IReadOnlyList<(SharedOwner<TensorSet> Vector, FrozenAdapter Adapter, bool Active)> frozen)
    {
        (this.backbone, this.folded, this.frozen) = (backbone, folded, frozen);
        (Layout, Tensors, Space) = (layout, tensors, layout.Space(backbone.Value.DType, frozen.Count));
        Frozen = [.. frozen.Select(f => f.Adapter)];
        branches = new AdapterBranch[]?[backbone.Value.Linears.Count];
        AdapterBranch[][] active = [.. frozen.Where(f => f.Active).Select(f => layout.Pairs(f.Vector.Value.Tensors.Skip(1).ToArray(), false).ToArray())];
        for (int i = 0; i < layout.Modules.Count; i++) branches[layout.Modules[i].Index] = [.. active.Select(pairs => pairs[i])];
    }

    /// <summary>Where adapters sit.</summary>
    public LoraLayout Layout { get; }

    /// <summary>The base weights, some replaced by folded ones.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The space of the adapter that trains.</summary>
    public ParameterSpace Space { get; }

    /// <summary>All adapters frozen so far, oldest first.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>Per linear map the frozen pairs and, last, the one that trains.</summary>
    public AdapterBranch[]?[] Branches(Tensor weights)
    {
        var all = new AdapterBranch[]?[branches.Length];
        int i = 0;
        foreach (AdapterBranch pair in Layout.Pairs(Space.Split(weights), true))
        {
            int module = Layout.Modules[i++].Index;
            all[module] = [.. branches[module]!, pair];
        }
        return all;
    }

    /// <summary>The adapter of these weights is frozen, beside the base weights or folded into them.</summary>
    public LoraStack Freeze(Tensor weights, AdapterGrowth how)
    {
        using var _ = torch.no_grad();
        Tensor copy = weights.detach().clone().DetachFromDisposeScope();
        Tensor[] views = Space.Split(copy);
        foreach (Tensor view in views) view.DetachFromDisposeScope();
        SharedOwner<TensorSet> vector = new(new([copy, .. views]));
        bool fold = how == AdapterGrowth.Fold;
        (IReadOnlyList<Tensor> tensors, SharedOwner<TensorSet>? set) = fold ? Fold(Tensors, [views]) : (Tensors, folded?.Acquire());
        return new(backbone.Acquire(), Layout, set, tensors,
            [.. frozen.Select(f => (f.Vector.Acquire(), f.Adapter, f.Active)), (vector, new FrozenAdapter(Space, copy), !fold)]);
    }

    /// <summary>The base weights with all adapters folded in, this one and those beside the base; the set owns the new ones.</summary>
    public (IReadOnlyList<Tensor> Tensors, TensorSet Owner) Merge(Tensor weights)
    {
        (IReadOnlyList<Tensor> tensors, SharedOwner<TensorSet> owner) =
            Fold(Tensors, [Space.Split(weights), .. frozen.Where(f => f.Active).Select(f => f.Vector.Value.Tensors[1..])]);
        return (tensors, owner.Value);
    }

    private (IReadOnlyList<Tensor> Tensors, SharedOwner<TensorSet> Owner) Fold(IReadOnlyList<Tensor> into, Tensor[][] adapters)
    {
        Tensor[] tensors = [.. into];
        var fresh = new List<Tensor>();
        for (int i = 0; i < Layout.Modules.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            int at = Layout.Modules[i].Weight;
            Tensor sum = tensors[at].clone();
            using Scalar scale = Layout.Scale;
            foreach (Tensor[] views in adapters) sum.add_(views[2 * i + 1].mm(views[2 * i]), scale);
            fresh.Add(tensors[at] = sum.DetachFromDisposeScope());
        }
        return (tensors, new(new([.. fresh])));
    }

    /// <summary>Gives up what no other model shares.</summary>
    public void Release()
    {
        backbone.Release();
        folded?.Release();
        foreach (var f in frozen) f.Vector.Release();
    }
}
