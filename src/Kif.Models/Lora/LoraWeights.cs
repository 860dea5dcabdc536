namespace Kif.Models;

/// <summary>
/// LoRA: a trainable pair of factors beside each selected linear map, on a backbone with frozen adapters beside its weights or merged into copies of them.
/// </summary>
internal sealed class LoraWeights : ITrainableWeights
{
    private readonly SharedOwner<IBackbone> backbone;
    private readonly SharedOwner<TensorSet>? merged;
    private readonly IReadOnlyList<SharedOwner<FrozenLora>> stacked;
    private readonly LoraTargets targets;
    private readonly IReadOnlyList<Tensor> tensors;
    private readonly AdapterBranch[]?[] beside;
    private readonly Tensor? start;
    private readonly AdapterGates? gates;

    /// <summary>Creates adapters on a backbone without frozen ones.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="targets">The modules that get adapters.</param>
    /// <param name="start">The weights to start from, owned; null for fresh ones.</param>
    public LoraWeights(SharedOwner<IBackbone> backbone, LoraTargets targets, Tensor? start = null)
        : this(backbone, targets, null, backbone.Value.Tensors, [], 0) => this.start = start;

    private LoraWeights(
        SharedOwner<IBackbone> backbone, LoraTargets targets, SharedOwner<TensorSet>? merged, IReadOnlyList<Tensor> tensors,
        IReadOnlyList<SharedOwner<FrozenLora>> stacked, int generation, AdapterGates? gates = null)
    {
        (this.backbone, this.targets, this.merged, this.tensors, this.stacked, this.gates) = (backbone, targets, merged, tensors, stacked, gates);
        Space = targets.Space(Precision.Wide(backbone.Value.DType), generation, gates);
        Frozen = [.. stacked.Select(p => p.Value.Adapter)];
        beside = new AdapterBranch[]?[backbone.Value.Linears.Count];
        AdapterBranch[][] active = [.. stacked.Select(p => targets.Pairs(p.Value.Cast, false).ToArray())];
        for (int i = 0; i < targets.Modules.Count; i++) beside[targets.Modules[i].Index] = [.. active.Select(pairs => pairs[i])];
    }

    public ParameterSpace Space { get; }

    public IReadOnlyList<FrozenAdapter> Frozen { get; }

    public IReadOnlyDictionary<string, Tensor> Merged =>
        merged is null ? new Dictionary<string, Tensor>() : targets.Modules.ToDictionary(m => backbone.Value.Weights[m.Weight].Name, m => tensors[m.Weight]);

    public Tensor Initial(RandomStream random) => start?.clone() ?? targets.Initial(Space, backbone.Value.Device, random);

    public BranchGates? BranchGateSettings => gates?.Settings;

    public ForwardPass Pass(Tensor weights, ForwardOptions options, ForwardSettings settings, PromptTokens prompts)
    {
        ScalarType dtype = backbone.Value.DType;
        // Per linear map the frozen pairs, then the trainable one.
        var branches = new AdapterBranch[]?[beside.Length];
        foreach ((LinearModule module, AdapterBranch pair) in targets.Modules.Zip(targets.Pairs(Space.Split(ScaledCast.Into(weights, dtype), dtype), true)))
            branches[module.Index] = [.. beside[module.Index]!, pair];
        var pass = new ForwardPass(tensors, branches, options, settings, null);
        return gates is null ? pass : pass.Gated(Gates(weights, options, prompts));
    }

    /// <summary>Computes the gates of all adapters in the type of the backbone, [prompts, adapters], oldest first.</summary>
    private Tensor Gates(Tensor weights, ForwardOptions options, PromptTokens prompts)
    {
        Tensor embeddings = gates!.Embeddings(tensors, prompts, Space.DType);
        Tensor[] all = [.. stacked.Select(p => AdapterGates.Of(embeddings, p.Value.Views, null)),
            AdapterGates.Of(embeddings, Space.Split(weights), options.Inputs)];
        return ScaledCast.Into(torch.stack(all, 1), backbone.Value.DType);
    }

    public ITrainableWeights WithGates(BranchGates settings)
    {
        if (Space.Generation > 0) throw new InvalidOperationException($"the adapter has grown {Space.Generation} times already; a fresh model gets gates");
        if (start is not null)
            throw new CompositionException("gates start with fresh adapters; the adapter to start from would get one that was never trained with it");
        return new LoraWeights(backbone.Acquire(), targets, null, tensors, [], 0, new(settings, backbone.Value));
    }

    public ITrainableWeights Grow(Tensor weights, AdapterGrowth how)
    {
        bool merge = how == AdapterGrowth.Merge;
        if (merge && Precision.IsHalf(backbone.Value.DType))
            throw new CompositionException(
                $"an adapter can't be merged into a {backbone.Value.DType} base, where small changes vanish; stack it, or load the base as float32");
        if (merge && gates is not null)
            throw new CompositionException("an adapter with a gate can't be merged into the base, since what it adds depends on the example; stack it");
        IEnumerable<SharedOwner<FrozenLora>> shared = stacked.Select(p => p.Acquire());
        if (!merge)
            return new LoraWeights(
                backbone.Acquire(), targets, merged?.Acquire(), tensors, [.. shared, new(new(Space, weights, backbone.Value.DType))], Space.Generation + 1,
                gates);
        // All generations adapt the same modules, so a new merge replaces all weights of an older one.
        using var scope = torch.NewDisposeScope();
        (IReadOnlyList<Tensor> replaced, TensorSet owner) = MergeAll([Space.Split(weights.detach())]);
        return new LoraWeights(backbone.Acquire(), targets, new(owner), replaced, [.. shared], Space.Generation + 1);
    }

    /// <exception cref="ArgumentException">The tensors do not match.</exception>
    public ITrainableWeights Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged)
    {
        if (Space.Generation > 0)
            throw new InvalidOperationException($"the adapter has grown {Space.Generation} times already; a fresh model resumes an earlier run");
        int[] generations = [.. Enumerable.Range(0, growths.Count).Where(i => growths[i] == AdapterGrowth.Stack)];
        if (frozen.Count != generations.Length)
            throw new ArgumentException($"{generations.Length} frozen adapters were stacked, and {frozen.Count} are given", nameof(frozen));
        Tensor[] all = [.. tensors];
        var own = new List<Tensor>();
        foreach (LinearModule module in growths.Contains(AdapterGrowth.Merge) ? targets.Modules : [])
        {
            string name = backbone.Value.Weights[module.Weight].Name;
            if (!merged.TryGetValue(name, out Tensor? copy) || copy.dtype != Space.DType || !copy.shape.SequenceEqual(all[module.Weight].shape))
                throw new ArgumentException($"the merged weight '{name}' is missing, or of another shape or type", nameof(merged));
            own.Add(all[module.Weight] = copy.detach().clone().DetachFromDisposeScope());
        }
        SharedOwner<FrozenLora>[] again = [
            .. generations.Zip(frozen, (at, w) => new SharedOwner<FrozenLora>(new(targets.Space(Space.DType, at, gates), w, backbone.Value.DType)))];
        return new LoraWeights(backbone.Acquire(), targets, own.Count == 0 ? null : new(new TensorSet([.. own])), all, again, growths.Count, gates);
    }

    /// <exception cref="NotSupportedException">The adapters have gates.</exception>
    public (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights)
    {
        if (gates is not null)
            throw new NotSupportedException("adapters with gates are no weights of the model: what they add depends on the example, so they can't be merged");
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return MergeAll([Space.Split(weights), .. stacked.Select(p => p.Value.Views)]);
    }

    public void Release()
    {
        start?.Dispose();
        backbone.Release();
        merged?.Release();
        foreach (SharedOwner<FrozenLora> adapter in stacked) adapter.Release();
    }

    private (IReadOnlyList<Tensor> Tensors, TensorSet Owner) MergeAll(Tensor[][] adapters)
    {
        using var _ = torch.no_grad();
        Tensor[] all = [.. tensors];
        var fresh = new List<Tensor>();
        for (int i = 0; i < targets.Modules.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            using Scalar scale = targets.Scalings[i];
            int at = targets.Modules[i].Weight;
            Tensor sum = all[at].to_type(Space.DType, copy: true), oriented = targets.Modules[i].Transposed ? sum.t() : sum;
            foreach (Tensor[] views in adapters) oriented.add_(views[2 * i + 1].mm(views[2 * i]), scale);
            fresh.Add(all[at] = sum.DetachFromDisposeScope());
        }
        return (all, new([.. fresh]));
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
