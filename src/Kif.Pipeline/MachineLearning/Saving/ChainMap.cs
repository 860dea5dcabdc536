using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>Replaces transformers in a loaded chain; scopes are kept.</summary>
internal static class ChainMap
{
    private static readonly TransformerScope[] Scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    /// <summary>Returns the chain, or the transformer, with every part replaced for which <paramref name="other"/> returns a transformer.</summary>
    public static ITransformer Replace(ITransformer transformer, Func<ITransformer, ITransformer?> other)
    {
        if (other(transformer) is { } replaced) return replaced;
        if (transformer is not TransformerChain<ITransformer> chain) return transformer;
        ITransformer[] parts = [.. chain], next = [.. parts.Select(part => Replace(part, other))];
        if (parts.SequenceEqual(next)) return chain;
        // A chain does not expose its scopes: a part belongs to those for which the chain returns it.
        var inScope = Scopes.ToDictionary(s => s, s => new HashSet<ITransformer>(chain.GetModelFor(s), ReferenceEqualityComparer.Instance));
        return new TransformerChain<ITransformer>(next, [.. parts.Select(p => Scopes.Where(s => inScope[s].Contains(p)).Aggregate(TransformerScope.None, (all, s) => all | s))]);
    }
}
