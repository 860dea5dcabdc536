using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Replaces every run of two or more spaces by one mark (U+2581), as converted SentencePiece models do.</summary>
internal sealed class BlankRunNormalizer : INormalizer
{
    /// <summary>The equivalent regular expression.</summary>
    public const string Pattern = " {2,}";

    public string Normalize(string text)
    {
        if (!text.Contains("  ", StringComparison.Ordinal))
        {
            return text;
        }

        var normalized = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var run = rest.IndexOf("  ", StringComparison.Ordinal) is >= 0 and var found ? found : rest.Length;
            normalized.Append(rest[..run]);
            rest = rest[run..];
            if (!rest.IsEmpty)
            {
                normalized.Append('\u2581');
                rest = rest.TrimStart(' ');
            }
        }

        return normalized.ToString();
    }
}
