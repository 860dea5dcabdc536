namespace Kif.Models;

/// <summary>The trainable weights of a backbone; turns a flat vector of them into a forward pass. Immutable.</summary>
internal interface ITrainableWeights
{
    /// <summary>The space of the trainable weights.</summary>
    ParameterSpace Space { get; }

    /// <summary>The adapters frozen beside the base weights so far, oldest first; of merged ones only their sum is kept.</summary>
    IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>The copies of base weights that adapters were merged into, by name.</summary>
    IReadOnlyDictionary<string, Tensor> Merged { get; }

    /// <summary>Creates initial weights; the caller owns the vector.</summary>
    Tensor Initial(RandomStream random);

    /// <summary>
    /// The settings of the gates on its adapters, with which a pass depends on the prompts of its examples beyond their tokens; null for none.
    /// </summary>
    BranchGates? BranchGateSettings => null;

    /// <summary>Creates a forward pass with these weights for the examples of these prompts.</summary>
    ForwardPass Pass(Tensor weights, ForwardOptions options, ForwardSettings settings, PromptTokens prompts);

    /// <summary>Puts gates on the adapters.</summary>
    ITrainableWeights WithGates(BranchGates settings) => throw new CompositionException("gates lie on adapters, and this model trains none");

    /// <summary>Freezes this adapter and adds a fresh one.</summary>
    ITrainableWeights Grow(Tensor weights, AdapterGrowth how);

    /// <summary>Restores the frozen and merged adapters of an earlier run.</summary>
    ITrainableWeights Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged);

    /// <summary>Computes all weights of the backbone with these weights merged in, in its order; the caller disposes the owner.</summary>
    (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights);

    /// <summary>Releases the backbone and everything else that is shared.</summary>
    void Release();
}

/// <summary>Full fine-tuning: every distinct weight trains.</summary>
internal sealed class FullWeights(SharedOwner<IBackbone> backbone) : ITrainableWeights
{
    public ParameterSpace Space { get; } = new(backbone.Value.Weights, Precision.Wide(backbone.Value.DType));

    public IReadOnlyList<FrozenAdapter> Frozen => [];

    public IReadOnlyDictionary<string, Tensor> Merged { get; } = new Dictionary<string, Tensor>();

    public Tensor Initial(RandomStream random)
    {
        Tensor flat = torch.empty(Space.Length, dtype: Space.DType, device: backbone.Value.Device);
        using var scope = torch.NewDisposeScope();
        for (int i = 0; i < Space.Parameters.Count; i++) Space.View(flat, Space.Parameters[i]).copy_(backbone.Value.Tensors[i]);
        return flat;
    }

    public ForwardPass Pass(Tensor weights, ForwardOptions options, ForwardSettings settings, PromptTokens prompts) =>
        new(Space.Split(ScaledCast.Into(weights, backbone.Value.DType), backbone.Value.DType), null, options, settings, backbone.Value.Weights);

    public ITrainableWeights Grow(Tensor weights, AdapterGrowth how) =>
        throw new CompositionException("a model that trains all its weights has no adapter to grow");

    public ITrainableWeights Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged) =>
        throw new ArgumentException("a model that trains all its weights has no adapter that could have grown", nameof(growths));

    public (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights)
    {
        Tensor[] views = Space.Split(weights.detach());
        return (views, new TensorSet(views));
    }

    public void Release() => backbone.Release();
}

/// <summary>No training: the backbone's own weights, whatever vector is given.</summary>
internal sealed class FixedWeights(SharedOwner<IBackbone> backbone) : ITrainableWeights
{
    public ParameterSpace Space { get; } = new(backbone.Value.Weights, Precision.Wide(backbone.Value.DType));

    public IReadOnlyList<FrozenAdapter> Frozen => [];

    public IReadOnlyDictionary<string, Tensor> Merged { get; } = new Dictionary<string, Tensor>();

    public Tensor Initial(RandomStream random) => torch.empty(0, dtype: Space.DType, device: backbone.Value.Device);

    public ForwardPass Pass(Tensor weights, ForwardOptions options, ForwardSettings settings, PromptTokens prompts) =>
        new(backbone.Value.Tensors, null, options, settings, null);

    public ITrainableWeights Grow(Tensor weights, AdapterGrowth how) => throw new CompositionException("a model that only answers has no adapter to grow");

    public ITrainableWeights Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged) =>
        throw new ArgumentException("a model that only answers has no adapter that could have grown", nameof(growths));

    public (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights) => (backbone.Value.Tensors, new TensorSet([]));

    public void Release() => backbone.Release();
}

/// <summary>A reference count: an object that several models use and the last of them disposes.</summary>
internal sealed class SharedOwner<T>(T value)
    where T : IDisposable
{
    private int users = 1;

    /// <summary>The shared object.</summary>
    public T Value { get; } = value;

    /// <summary>Adds a user.</summary>
    public SharedOwner<T> Acquire()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    /// <summary>Removes a user; the last one disposes the object.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0) Value.Dispose();
    }
}

/// <summary>Tensors that are disposed together.</summary>
internal sealed record TensorSet(Tensor[] Tensors) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors) tensor.Dispose();
    }
}
