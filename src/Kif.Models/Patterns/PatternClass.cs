using System.Text;

namespace Kif.Models.Patterns;

/// <summary>A class of characters, [ ], of Python's <c>re</c>, which knows neither subtraction nor classes within classes.</summary>
internal static class PatternClass
{
    /// <summary>The class whose bracket was just passed, for .NET.</summary>
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
