using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>The options of a <see cref="KifEmbeddingGenerator"/>.</summary>
public sealed record KifEmbeddingOptions
{
    /// <summary>
    /// The way from the states of tokens to that of the text. Default: null, for what the folder says (<c>modules.json</c> of sentence-transformers), else
    /// the mean.
    /// </summary>
    public TokenPooling? Pooling { get; init; }

    /// <summary>Whether embeddings have length 1. Default: null, for what the folder says, else no.</summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// The most tokens of a text, special ones included; longer texts are cut at their end. Default: null, for what the folder says; never more than the model
    /// has room for.
    /// </summary>
    [Range(3, 1 << 20)]
    public int? MaxTokens { get; init; }

    /// <summary>The most texts that are computed together; embeddings do not depend on it beyond rounding. Default: 32.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. Default: cpu.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The model families to choose from; null for those that come with Kif. Default: null.</summary>
    public KifCatalog? Catalog { get; init; }
}

/// <summary>The ways from the states of a text's tokens to one embedding.</summary>
public enum TokenPooling
{
    /// <summary>The mean of the states of all tokens, special ones included, padding not.</summary>
    Mean,

    /// <summary>The state of the first token, [CLS].</summary>
    FirstToken,
}
