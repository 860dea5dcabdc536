using Kif.Models.Backbones;

namespace Kif.Models.Trained;

/// <summary>The trainable weights of a backbone; turns a flat vector of them into a forward pass. Immutable.</summary>
internal interface ITrained
{
    /// <summary>The space of the trainable weights.</summary>
    ParameterSpace Space { get; }

    /// <summary>The adapters that were frozen beside the base weights so far.</summary>
    IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>The copies of base weights that adapters were merged into, by name.</summary>
    IReadOnlyDictionary<string, Tensor> Folded { get; }

    /// <summary>Creates initial weights; the caller owns the vector.</summary>
    Tensor Initial(RandomStream random);

    /// <summary>Creates a forward pass with these weights.</summary>
    ForwardPass Pass(Tensor weights, ForwardOptions options, Regime regime);

    /// <summary>Freezes this adapter and adds a fresh one.</summary>
    ITrained Grow(Tensor weights, AdapterGrowth how);

    /// <summary>Restores the frozen and merged adapters of an earlier run.</summary>
    ITrained Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded);

    /// <summary>Computes all weights of the backbone with these weights merged in, in its order; the caller disposes the owner.</summary>
    (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights);

    /// <summary>Releases the backbone and everything else that is shared.</summary>
    void Release();
}
