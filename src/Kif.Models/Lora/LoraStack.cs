namespace Kif.Models;

/// <summary>A backbone with its frozen adapters: beside the base weights, or merged into copies of them. Immutable.</summary>
internal sealed class LoraStack
{
    private readonly SharedOwner<IBackbone> backbone;
    private readonly SharedOwner<TensorSet>? merged;
    private readonly IReadOnlyList<SharedOwner<FrozenLora>> stacked;
    private readonly AdapterBranch[]?[] beside;

    /// <summary>Creates a stack without frozen adapters.</summary>
    public LoraStack(SharedOwner<IBackbone> backbone, LoraTargets targets)
        : this(backbone, targets, null, backbone.Value.Tensors, [], 0)
    {
    }

    private LoraStack(
        SharedOwner<IBackbone> backbone, LoraTargets targets, SharedOwner<TensorSet>? merged, IReadOnlyList<Tensor> tensors,
        IReadOnlyList<SharedOwner<FrozenLora>> stacked, int generation)
    {
        (this.backbone, this.merged, this.stacked) = (backbone, merged, stacked);
        (Targets, Tensors, Space) = (targets, tensors, targets.Space(Precision.Wide(backbone.Value.DType), generation));
        Frozen = [.. stacked.Select(p => p.Value.Adapter)];
        beside = new AdapterBranch[]?[backbone.Value.Linears.Count];
        AdapterBranch[][] active = [.. stacked.Select(p => targets.Pairs(p.Value.Cast, false).ToArray())];
        for (int i = 0; i < targets.Modules.Count; i++) beside[targets.Modules[i].Index] = [.. active.Select(pairs => pairs[i])];
    }

    /// <summary>The modules that get adapters.</summary>
    public LoraTargets Targets { get; }

    /// <summary>The base weights, some replaced by merged ones.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The space of the trainable adapter.</summary>
    public ParameterSpace Space { get; }

    /// <summary>The adapters frozen beside the base weights, oldest first; of merged ones only their sum is kept.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>The copies of base weights that adapters were merged into, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Merged =>
        merged is null ? new Dictionary<string, Tensor>() : Targets.Modules.ToDictionary(m => backbone.Value.Weights[m.Weight].Name, m => Tensors[m.Weight]);

    /// <summary>Creates, per linear map, the frozen pairs followed by the trainable one.</summary>
    public AdapterBranch[]?[] Branches(Tensor weights)
    {
        var all = new AdapterBranch[]?[beside.Length];
        foreach ((LinearModule module, AdapterBranch pair) in Targets.Modules.Zip(
            Targets.Pairs(Space.Split(ScaledCast.Into(weights, backbone.Value.DType), backbone.Value.DType), true)))
            all[module.Index] = [.. beside[module.Index]!, pair];
        return all;
    }

    /// <summary>Freezes the adapter of these weights, beside the base weights or merged into them.</summary>
    public LoraStack Freeze(Tensor weights, AdapterGrowth how)
    {
        bool merge = how == AdapterGrowth.Merge;
        if (merge && Precision.IsHalf(backbone.Value.DType))
            throw new CompositionException(
                $"an adapter can't be merged into a {backbone.Value.DType} base, where small changes vanish; stack it, or load the base as float32");
        IEnumerable<SharedOwner<FrozenLora>> shared = stacked.Select(p => p.Acquire());
        if (!merge)
            return new(backbone.Acquire(), Targets, merged?.Acquire(), Tensors, [.. shared, new(new(Space, weights, backbone.Value.DType))],
                Space.Generation + 1);
        // All generations adapt the same modules, so a new merge replaces all weights of an older one.
        using var scope = torch.NewDisposeScope();
        (IReadOnlyList<Tensor> tensors, TensorSet owner) = MergeAll([Space.Split(weights.detach())]);
        return new(backbone.Acquire(), Targets, new(owner), tensors, [.. shared], Space.Generation + 1);
    }

    /// <summary>Restores the frozen and merged adapters of an earlier run on a stack without any.</summary>
    /// <exception cref="ArgumentException">The tensors do not match.</exception>
    public LoraStack Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged)
    {
        if (Space.Generation > 0)
            throw new InvalidOperationException($"the adapter has grown {Space.Generation} times already; a fresh model resumes an earlier run");
        int[] generations = [.. Enumerable.Range(0, growths.Count).Where(i => growths[i] == AdapterGrowth.Stack)];
        if (frozen.Count != generations.Length)
            throw new ArgumentException($"{generations.Length} frozen adapters were stacked, and {frozen.Count} are given", nameof(frozen));
        Tensor[] tensors = [.. Tensors];
        var own = new List<Tensor>();
        foreach (LinearModule module in growths.Contains(AdapterGrowth.Merge) ? Targets.Modules : [])
        {
            string name = backbone.Value.Weights[module.Weight].Name;
            if (!merged.TryGetValue(name, out Tensor? copy) || copy.dtype != Space.DType || !copy.shape.SequenceEqual(tensors[module.Weight].shape))
                throw new ArgumentException($"the merged weight '{name}' is missing, or of another shape or type", nameof(merged));
            own.Add(tensors[module.Weight] = copy.detach().clone().DetachFromDisposeScope());
        }
        SharedOwner<FrozenLora>[] again = [
            .. generations.Zip(frozen, (at, w) => new SharedOwner<FrozenLora>(new(Targets.Space(Space.DType, at), w, backbone.Value.DType)))];
        return new(backbone.Acquire(), Targets, own.Count == 0 ? null : new(new TensorSet([.. own])), tensors, again, growths.Count);
    }

    /// <summary>Computes the base weights with all adapters merged in, the trainable one and the frozen ones; the owner holds the new tensors.</summary>
    public (IReadOnlyList<Tensor> Tensors, TensorSet Owner) Merge(Tensor weights) => MergeAll([Space.Split(weights), .. stacked.Select(p => p.Value.Views)]);

    /// <summary>Releases everything that this stack shares with other models.</summary>
    public void Release()
    {
        backbone.Release();
        merged?.Release();
        foreach (SharedOwner<FrozenLora> adapter in stacked) adapter.Release();
    }

    private (IReadOnlyList<Tensor> Tensors, TensorSet Owner) MergeAll(Tensor[][] adapters)
    {
        using var _ = torch.no_grad();
        Tensor[] tensors = [.. Tensors];
        var fresh = new List<Tensor>();
        for (int i = 0; i < Targets.Modules.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            using Scalar scale = Targets.Scalings[i];
            int at = Targets.Modules[i].Weight;
            Tensor sum = tensors[at].to_type(Space.DType, copy: true), oriented = Targets.Modules[i].Transposed ? sum.t() : sum;
            foreach (Tensor[] views in adapters) oriented.add_(views[2 * i + 1].mm(views[2 * i]), scale);
            fresh.Add(tensors[at] = sum.DetachFromDisposeScope());
        }
        return (tensors, new([.. fresh]));
    }
}

/// <summary>The weights of a frozen adapter: a private copy and its views.</summary>
internal sealed class FrozenLora : IDisposable
{
    /// <summary>Copies a vector of the space, for a model that computes in the given type.</summary>
    public FrozenLora(ParameterSpace space, Tensor weights, ScalarType dtype)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Adapter = new(space, weights.detach().clone().DetachFromDisposeScope());
        Views = space.Split(Adapter.Weights);
        foreach (Tensor view in Views) view.DetachFromDisposeScope();
        Cast = Views;
        if (dtype == space.DType) return;
        Cast = space.Split(Adapter.Weights.to_type(dtype), dtype);
        foreach (Tensor view in Cast) view.DetachFromDisposeScope();
    }

    /// <summary>The space and weights as strategies use them.</summary>
    public FrozenAdapter Adapter { get; }

    /// <summary>The factors: per module A, then B.</summary>
    public Tensor[] Views { get; }

    /// <summary>The factors in the type that the model computes in.</summary>
    public Tensor[] Cast { get; }

    public void Dispose()
    {
        foreach (Tensor view in ReferenceEquals(Views, Cast) ? Views : [.. Views, .. Cast]) view.Dispose();
        Adapter.Weights.Dispose();
    }
}
