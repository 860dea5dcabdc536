using System.Text;

namespace Kif.Models.Patterns;

/// <summary>Translates a character class, [ ], of Python's <c>re</c>, which has neither subtraction nor nested classes.</summary>
internal static class PatternClass
{
    /// <summary>Reads the class after its opening bracket and returns it for .NET.</summary>
    public static string Read(PatternCursor cursor)
    {
        var text = new StringBuilder("[");
        if (cursor.Take("^")) text.Append('^');
        for (bool first = true; ; first = false)
        {
            if (!first && cursor.Take("]")) return text.Append(']').ToString();
            (string? category, int low) = Member(cursor);
            int before = cursor.At;
            if (!cursor.Take("-"))
            {
                text.Append(category ?? PatternEscape.Literal(low));
                continue;
            }
            if (cursor.Sees(']'))
            {
                cursor.Return(before);
                text.Append(category ?? PatternEscape.Literal(low));
                continue;
            }
            (string? other, int high) = Member(cursor);
            if (category is not null || other is not null || high < low) throw cursor.Refuse("a range of characters that is none");
            text.Append(PatternEscape.Literal(low)).Append('-').Append(PatternEscape.Literal(high));
        }
    }

    private static (string? Class, int Code) Member(PatternCursor cursor) => cursor.Next() is var c && c == '\\' ? PatternEscape.Read(cursor, true) : (null, c);
}
