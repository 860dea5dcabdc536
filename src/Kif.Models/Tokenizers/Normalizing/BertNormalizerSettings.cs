namespace Kif.Models.Tokenizers;

/// <summary>The settings of a <see cref="BertNormalizer"/>; the defaults are those of uncased BERT.</summary>
internal sealed record BertNormalizerSettings
{
    public bool CleanText { get; init; } = true;

    public bool ChineseCharacters { get; init; } = true;

    /// <summary>Whether accents are stripped; null: only if <see cref="Lowercase"/> holds.</summary>
    public bool? StripAccents { get; init; }

    public bool Lowercase { get; init; } = true;
}
