using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>Puts other transformers into a loaded chain; what each one's scope was stays.</summary>
internal static class ChainMap
{
    private static readonly TransformerScope[] Scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    /// <summary>The chain, or the transformer, with every part replaced for which there is something else.</summary>
    public static ITransformer Replace(ITransformer transformer, Func<ITransformer, ITransformer?> other)
    {
        if (other(transformer) is { } replaced) return replaced;
        if (transformer is not TransformerChain<ITransformer> chain) return transformer;
        ITransformer[] parts = [.. chain], next = [.. parts.Select(part => Replace(part, other))];
        if (parts.SequenceEqual(next)) return chain;
        // Scopes have no reader: a part is in those for which the chain hands it out.
        var inScope = Scopes.ToDictionary(s => s, s => new HashSet<ITransformer>(chain.GetModelFor(s), ReferenceEqualityComparer.Instance));
        return new TransformerChain<ITransformer>(next, [.. parts.Select(p => Scopes.Where(s => inScope[s].Contains(p)).Aggregate(TransformerScope.None, (all, s) => all | s))]);
    }
}
