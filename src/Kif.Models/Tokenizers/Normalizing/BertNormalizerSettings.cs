namespace Kif.Models.Tokenizers;

/// <summary>What a <see cref="BertNormalizer"/> does; the defaults are those of uncased BERT.</summary>
internal sealed record BertNormalizerSettings
{
    public bool CleanText { get; init; } = true;

    public bool ChineseCharacters { get; init; } = true;

    /// <summary>Null: exactly where <see cref="Lowercase"/> holds.</summary>
    public bool? StripAccents { get; init; }

    public bool Lowercase { get; init; } = true;
}
