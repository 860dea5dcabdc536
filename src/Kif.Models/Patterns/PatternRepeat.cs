using System.Globalization;

namespace Kif.Models.Patterns;

/// <summary>A repetition in a pattern of Python's <c>re</c>.</summary>
/// <param name="Least">The minimum.</param>
/// <param name="Most">The maximum; infinite for no limit.</param>
/// <param name="Mark">Lazy (?), possessive (+), or empty for greedy.</param>
internal readonly record struct PatternRepeat(int Least, double Most, string Mark)
{
    /// <summary>Reads a repetition; null, with the position unchanged, if there is none.</summary>
    public static PatternRepeat? Read(PatternCursor cursor)
    {
        (int Least, double Most)? count =
            cursor.Take("*") ? (0, double.PositiveInfinity) :
            cursor.Take("+") ? (1, double.PositiveInfinity) :
            cursor.Take("?") ? (0, 1) : Counted(cursor);
        return count is not var (least, most) ? null : new(least, most, cursor.Take("?") ? "?" : cursor.Take("+") ? "+" : "");
    }

    /// <summary>Returns the repeated part for .NET, which has atomic groups instead of possessive repetition.</summary>
    public string Of(string part)
    {
        string most = double.IsInfinity(Most) ? "" : Most.ToString(CultureInfo.InvariantCulture);
        string repeated = string.Create(CultureInfo.InvariantCulture, $"{part}{{{Least},{most}}}");
        return Mark == "+" ? $"(?>{repeated})" : repeated + Mark;
    }

    /// <summary>Reads a count in braces; braces around anything else are ordinary characters.</summary>
    private static (int, double)? Counted(PatternCursor cursor)
    {
        int start = cursor.At;
        if (!cursor.Take("{")) return null;
        string least = cursor.While(char.IsAsciiDigit), most = cursor.Take(",") ? cursor.While(char.IsAsciiDigit) : least;
        bool empty = cursor.At == start + 1;
        if (empty || !cursor.Take("}"))
        {
            cursor.Return(start);
            return null;
        }
        int low = least.Length == 0 ? 0 : Number(cursor, least);
        double high = most.Length == 0 ? double.PositiveInfinity : Number(cursor, most);
        return low <= high ? (low, high) : throw cursor.Refuse("a repetition whose least is above its most");
    }

    private static int Number(PatternCursor cursor, string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw cursor.Refuse($"the count {digits}, which is too large");
}
