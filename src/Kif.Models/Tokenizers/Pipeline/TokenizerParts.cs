namespace Kif.Models.Tokenizers;

/// <summary>The parts of a <see cref="TokenizerPipeline"/>.</summary>
internal sealed record TokenizerParts
{
    public required IWordModel Model { get; init; }

    public required TokenTable Tokens { get; init; }

    public required AddedTokens Added { get; init; }

    public required Stages Stages { get; init; }

    public required SpecialIds Special { get; init; }

    public TokenizerDefaults Defaults { get; init; } = new();
}
