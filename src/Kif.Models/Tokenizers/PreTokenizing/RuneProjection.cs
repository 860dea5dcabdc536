using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>
/// Projection of a text to one UTF-16 unit for each code point, so that a .NET regex over general categories sees code points: each one outside
/// the BMP is replaced by the last BMP character of its category.
/// </summary>
internal static class RuneProjection
{
    private static readonly char[] Representatives = Find();

    /// <summary>Projects a text that has surrogate pairs.</summary>
    /// <param name="text">The text, without lone surrogates.</param>
    /// <param name="offsets">The offset in the text of each unit of the result, followed by the text's length.</param>
    public static string Project(ReadOnlySpan<char> text, out int[] offsets)
    {
        var (units, at, found) = (new StringBuilder(text.Length), 0, new List<int>(text.Length + 1));
        foreach (var rune in text.EnumerateRunes())
        {
            found.Add(at);
            units.Append(rune.IsBmp ? (char)rune.Value : Representatives[(int)Rune.GetUnicodeCategory(rune)]);
            at += rune.Utf16SequenceLength;
        }

        found.Add(at);
        offsets = [.. found];
        return units.ToString();
    }

    private static char[] Find()
    {
        var found = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (var unit = 0; unit <= char.MaxValue; unit++)
        {
            found[(int)CharUnicodeInfo.GetUnicodeCategory((char)unit)] = (char)unit;
        }

        return found;
    }
}
