using System.Text.RegularExpressions;

namespace Kif.Models.Tokenizers;

/// <summary>Reads the pre-tokenizer <c>Split</c>.</summary>
internal static class SplitReader
{
    public static ISplitter Read(JsonField stage)
    {
        var behavior = Enum.TryParse<SplitBehavior>(stage["behavior"].Text, out var known)
            ? known
            : throw stage["behavior"].Unsupported(string.Join(", ", Enum.GetNames<SplitBehavior>()));
        var invert = stage["invert"].FlagOr(false);
        var pattern = stage["pattern"];
        if (pattern["Regex"].TextOrNull() is { } regex)
        {
            // If matches are isolated, inverting makes no difference.
            return behavior == SplitBehavior.Isolated && KnownPattern.Splitter(regex) is { } byHand
                ? byHand
                : new RegexSplitter(PatternReader.Regex(pattern["Regex"]), behavior, invert);
        }

        var literal = pattern["String"].Text;
        return literal.Length > 0 && !literal.Any(char.IsSurrogate)
            ? new RegexSplitter(new Regex(Regex.Escape(literal), RegexOptions.CultureInvariant), behavior, invert)
            : throw pattern["String"].Unsupported("a string of characters of the BMP");
    }
}
