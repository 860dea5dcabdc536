using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>The tokens of a vocabulary by id, one for each row of the model's embedding.</summary>
internal sealed class GgufTokens
{
    private const string Mark = "\u2581";

    /// <summary>Takes the tokens of a tokenizer; ids without one are padding.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="rows">The number of rows of the embedding.</param>
    /// <param name="kindOf">Returns the kind of a token that is not added.</param>
    public GgufTokens(TokenizerPipeline tokenizer, int rows, Func<int, string, SentencePieceType> kindOf)
    {
        Texts = new string[rows];
        Kinds = new SentencePieceType[rows];
        for (int id = 0; id < rows; id++)
            (Texts[id], Kinds[id]) = tokenizer.TokenOf(id) is { } token ? (token, kindOf(id, token)) : ($"[PAD{id}]", SentencePieceType.Unused);
        foreach (AddedToken added in tokenizer.AddedTokens)
        {
            if (Kinds[added.Id] == SentencePieceType.Unknown) continue;
            bool control = added.Special || LooksSpecial(added.Content);
            // The runtime compares user-defined tokens with the text itself.
            (Texts[added.Id], Kinds[added.Id]) = control
                ? (added.Content, SentencePieceType.Control)
                : (added.Content.Replace(Mark, " ", StringComparison.Ordinal), SentencePieceType.UserDefined);
        }
    }

    /// <summary>The texts.</summary>
    public string[] Texts { get; }

    /// <summary>The kinds.</summary>
    public SentencePieceType[] Kinds { get; }

    /// <summary>Adds the texts.</summary>
    public void AddTexts(GgufMetadata metadata) => metadata.Add("tokenizer.ggml.tokens", Texts);

    /// <summary>Adds the kinds.</summary>
    public void AddKinds(GgufMetadata metadata) => metadata.Add("tokenizer.ggml.token_type", [.. Kinds.Select(kind => (int)kind)]);

    /// <summary>
    /// Whether a token is a mark of structure by its form, though its file does not say so; llama.cpp's converter takes such tokens for special.
    /// </summary>
    private static bool LooksSpecial(string text) => text is "<pad>" or "<mask>" or "<2mass>" or "[@BOS@]"
        || text.StartsWith("<|", StringComparison.Ordinal) && text.EndsWith("|>", StringComparison.Ordinal)
        || text.StartsWith("<\uff5c", StringComparison.Ordinal) && text.EndsWith("\uff5c>", StringComparison.Ordinal)
        || text.StartsWith("<unused", StringComparison.Ordinal) && text.EndsWith('>');
}
