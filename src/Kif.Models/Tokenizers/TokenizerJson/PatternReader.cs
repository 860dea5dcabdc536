using System.Text.RegularExpressions;

namespace Kif.Models.Tokenizers;

/// <summary>Reads regular expressions of a <c>tokenizer.json</c>.</summary>
internal static class PatternReader
{
    public static Regex Regex(JsonField field)
    {
        try
        {
            return RegexDialect.Read(field.Text);
        }
        catch (NotSupportedException error)
        {
            throw new InvalidDataException($"{field.Where} is a regular expression that cannot be honoured: {ShownText.Of(error.Message, 300)}.", error);
        }
    }

    /// <summary>Reads a <c>Replace</c>, which exists as normalizer and as decoder.</summary>
    public static INormalizer Replace(JsonField component)
    {
        var (pattern, content) = (component["pattern"], component["content"].Text);
        if (!pattern["Regex"].IsNull)
        {
            return pattern["Regex"].Text == BlankRunNormalizer.Pattern && content == Metaspace.Mark.ToString()
                ? new BlankRunNormalizer()
                : new ReplaceNormalizer(null, Regex(pattern["Regex"]), content);
        }

        var literal = pattern["String"];
        literal.Require(literal.Text.Length > 0, "a text that is not empty");
        return new ReplaceNormalizer(literal.Text, null, content);
    }
}
