using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>The kinds of tokens in a GGUF file; the numbers are those of the format.</summary>
internal enum GgufTokenKind
{
    /// <summary>A piece of text.</summary>
    Normal = 1,

    /// <summary>What stands for unknown text.</summary>
    Unknown = 2,

    /// <summary>A special token, found in text only on request.</summary>
    Control = 3,

    /// <summary>A text that is always one token.</summary>
    UserDefined = 4,

    /// <summary>An id without a token.</summary>
    Unused = 5,

    /// <summary>One byte.</summary>
    Byte = 6,
}

/// <summary>The tokens of a vocabulary by id, one for each row of the model's embedding.</summary>
internal sealed class GgufTokens
{
    private const string Mark = "\u2581";

    /// <summary>Takes the tokens of a tokenizer; ids without one are padding.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="rows">The number of rows of the embedding.</param>
    /// <param name="kindOf">Returns the kind of a token that is not added.</param>
    public GgufTokens(TokenizerPipeline tokenizer, int rows, Func<int, string, GgufTokenKind> kindOf)
    {
        Texts = new string[rows];
        Kinds = new GgufTokenKind[rows];
        for (int id = 0; id < rows; id++)
            (Texts[id], Kinds[id]) = tokenizer.TokenOf(id) is { } token ? (token, kindOf(id, token)) : ($"[PAD{id}]", GgufTokenKind.Unused);
        foreach (AddedToken added in tokenizer.AddedTokens)
        {
            if (Kinds[added.Id] == GgufTokenKind.Unknown) continue;
            bool control = added.Special || LooksSpecial(added.Content);
            // The runtime compares user-defined tokens with the text itself.
            (Texts[added.Id], Kinds[added.Id]) = control
                ? (added.Content, GgufTokenKind.Control)
                : (added.Content.Replace(Mark, " ", StringComparison.Ordinal), GgufTokenKind.UserDefined);
        }
    }

    /// <summary>The texts.</summary>
    public string[] Texts { get; }

    /// <summary>The kinds.</summary>
    public GgufTokenKind[] Kinds { get; }

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
