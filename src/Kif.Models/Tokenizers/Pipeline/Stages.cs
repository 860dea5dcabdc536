namespace Kif.Models.Tokenizers;

/// <summary>What a tokenizer does around its model, in the order in which it does it.</summary>
internal sealed record Stages
{
    public IReadOnlyList<INormalizer> Normalizers { get; init; } = [];

    public IReadOnlyList<IPreTokenizer> PreTokenizers { get; init; } = [];

    public IReadOnlyList<ITokenDecoder> Decoders { get; init; } = [new JoinDecoder()];

    public TokenTemplate Template { get; init; } = TokenTemplate.Bare;

    /// <summary>What all normalizers together make of a text.</summary>
    public string Normalize(string text)
    {
        foreach (var normalizer in Normalizers)
        {
            text = normalizer.Normalize(text);
        }

        return text;
    }
}
