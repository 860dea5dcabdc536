using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Puts a character before parts of a text.</summary>
internal static class PrefixedText
{
    /// <summary>Puts the character before each part that satisfies the condition and does not begin with it.</summary>
    public static void Prefix(Words words, char prefix, Func<TextSegment, bool> asks)
    {
        if (words.Parts.TrueForAll(part => words.Text[part.Start] == prefix || !asks(part)))
        {
            return;
        }

        var text = new StringBuilder(words.Text.Length + words.Parts.Count);
        var parts = new List<TextSegment>(words.Parts.Count);
        foreach (var part in words.Parts)
        {
            var start = text.Length;
            if (words.Text[part.Start] != prefix && asks(part))
            {
                text.Append(prefix);
            }

            text.Append(words.Text, part.Start, part.End - part.Start);
            parts.Add(new TextSegment(start, text.Length));
        }

        words.Replace(text.ToString(), parts);
    }
}
