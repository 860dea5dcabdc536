using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Kif.Tokenizers;

/// <summary>One stage of turning tokens back into text.</summary>
internal interface ITokenDecoder
{
    /// <summary>Changes the tokens in place; after the last stage they are joined.</summary>
    void Decode(List<string> tokens, RuleBudget budget);
}

/// <summary>Decodes the bytes that tokens spell (GPT-2) as UTF-8; each maximal invalid part becomes one U+FFFD.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        var bytes = new List<byte>(tokens.Count * 4);
        foreach (var token in tokens)
        {
            ByteAlphabet.AppendBytes(token, bytes);
        }

        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes)));
    }
}

/// <summary>Decodes consecutive byte tokens such as <c>&lt;0xE2&gt;</c> as UTF-8; an invalid sequence becomes one U+FFFD for each byte.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        var (bytes, kept) = (new List<byte>(), 0);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (ByteTokens.Value(tokens[at]) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            tokens[kept++] = tokens[at];
        }

        Flush();
        tokens.RemoveRange(kept, tokens.Count - kept);

        void Flush()
        {
            if (bytes.Count > 0)
            {
                tokens[kept++] = Text([.. bytes]);
                bytes.Clear();
            }
        }
    }

    private static string Text(byte[] bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : new string('\uFFFD', bytes.Length);
}

/// <summary>Puts spaces between words and none before continuing pieces; may then attach punctuation to the word before it.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleansUp) : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = at == 0 ? tokens[at]
                : tokens[at].StartsWith(prefix, StringComparison.Ordinal) ? tokens[at][prefix.Length..] : " " + tokens[at];
            tokens[at] = cleansUp ? SpaceCleanUp.Apply(token) : token;
        }
    }
}

/// <summary>The clean-up of English spacing that transformers calls <c>clean_up_tokenization_spaces</c>.</summary>
internal static class SpaceCleanUp
{
    private static readonly (string From, string To)[] Rules =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <summary>Removes the space before <c>. ? ! ,</c> and contractions (n't 'm 's 've 're), and those around a lone apostrophe.</summary>
    /// <param name="text">A decoded text.</param>
    public static string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (from, to) in text.Contains(' ') ? Rules : [])
        {
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
    }
}

/// <summary>Replaces marks (U+2581) by spaces, and drops those of the first token.</summary>
internal sealed class MetaspaceDecoder(char mark, bool dropsFirst) : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            tokens[at] = at == 0 && dropsFirst ? tokens[at].Replace(mark.ToString(), "", StringComparison.Ordinal) : tokens[at].Replace(mark, ' ');
        }
    }
}

/// <summary>Joins all tokens into one (<c>Fuse</c>), or, where a file names no decoder, with a space between them.</summary>
internal sealed class JoinDecoder(string separator) : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        var whole = string.Join(separator, tokens);
        tokens.Clear();
        tokens.Add(whole);
    }
}

/// <summary>Applies a replacement to every token.</summary>
internal sealed class ReplaceDecoder(INormalizer replace) : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            tokens[at] = replace.Normalize(tokens[at], budget);
        }
    }
}

/// <summary>Removes up to a given number of a character at the ends of every token.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : ITokenDecoder
{
    public void Decode(List<string> tokens, RuleBudget budget)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            var (from, to) = (0, tokens[at].Length);
            while (from < start && from < to && tokens[at][from] == content)
            {
                from++;
            }

            while (tokens[at].Length - to < stop && to > from && tokens[at][to - 1] == content)
            {
                to--;
            }

            tokens[at] = tokens[at][from..to];
        }
    }
}
