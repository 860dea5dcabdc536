using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Normalises a stretch of text and marks its words: each begins with U+2581 where a blank was.</summary>
internal sealed class MetaspaceSplitter(CharsMapNormalizer? charsMap)
{
    /// <summary>The mark that stands for a blank.</summary>
    public const char Mark = '\u2581';

    /// <summary>The text normalised, without trailing white space, with runs of blanks as one mark.</summary>
    /// <param name="text">The stretch.</param>
    /// <param name="prefix">Whether to put a mark before it, unless it begins with one or is empty.</param>
    public string Marked(ReadOnlySpan<char> text, bool prefix)
    {
        var normalized = new StringBuilder(text.Length + 8);
        if (charsMap is null)
        {
            normalized.Append(text);
        }
        else
        {
            charsMap.Append(text, normalized);
        }

        var trimmed = normalized.ToString().AsSpan().TrimEnd();
        normalized.Clear();
        for (var at = 0; at < trimmed.Length;)
        {
            var blank = trimmed[at..].IndexOf(' ');
            var word = blank < 0 ? trimmed[at..] : trimmed.Slice(at, blank);
            at += word.Length;
            if (prefix && normalized.Length == 0 && !word.IsEmpty && word[0] != Mark)
            {
                normalized.Append(Mark);
            }

            normalized.Append(word);
            if (blank >= 0)
            {
                normalized.Append(Mark);
                at += trimmed[at..].IndexOfAnyExcept(' ');
            }
        }

        return normalized.ToString();
    }

    /// <summary>Where the word that begins at a position ends: before the next mark.</summary>
    public static int WordEnd(string marked, int start) => marked.IndexOf(Mark, start + 1) is >= 0 and var next ? next : marked.Length;
}
