namespace Kif.Models.Tokenizers;

/// <summary>The stages of a tokenizer before and after its model, in order.</summary>
internal sealed record Stages
{
    public IReadOnlyList<INormalizer> Normalizers { get; init; } = [];

    public IReadOnlyList<IPreTokenizer> PreTokenizers { get; init; } = [];

    public IReadOnlyList<ITokenDecoder> Decoders { get; init; } = [new JoinDecoder()];

    public TokenTemplate Template { get; init; } = TokenTemplate.Bare;

    /// <summary>Applies all normalizers to a text.</summary>
    public string Normalize(string text)
    {
        foreach (var normalizer in Normalizers)
        {
            text = normalizer.Normalize(text);
        }

        return text;
    }
}
