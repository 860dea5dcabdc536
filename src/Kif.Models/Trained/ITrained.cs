using Kif.Models.Backbones;

namespace Kif.Models.Trained;

/// <summary>What of a backbone trains, and how a flat vector of it becomes a forward pass. Immutable.</summary>
internal interface ITrained
{
    /// <summary>What trains, in which order.</summary>
    ParameterSpace Space { get; }

    /// <summary>Adapters frozen beside the base so far.</summary>
    IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>Copies of base weights that adapters were folded into, by name.</summary>
    IReadOnlyDictionary<string, Tensor> Folded { get; }

    /// <summary>Fresh weights; the caller owns the vector.</summary>
    Tensor Initial(RandomStream random);

    /// <summary>A pass with these weights.</summary>
    ForwardPass Pass(Tensor weights, ForwardOptions options, Regime regime);

    /// <summary>A fresh adapter on top of this one.</summary>
    ITrained Grow(Tensor weights, AdapterGrowth how);

    /// <summary>As growth left it in an earlier run.</summary>
    ITrained Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded);

    /// <summary>All weights of the backbone as these weights make them, in its order; the caller disposes the set.</summary>
    (IReadOnlyList<Tensor> Tensors, IDisposable Owner) Merge(Tensor weights);

    /// <summary>Gives up the backbone and whatever else is shared.</summary>
    void Release();
}
