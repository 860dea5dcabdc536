using System.Text;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>A text in Markdown that means itself: no markup, HTML, link or table comes out of names, messages and warnings.</summary>
internal static partial class MarkdownText
{
    /// <summary>Returns the text on one line.</summary>
    public static string Of(string text) => Marks().Replace(OneLine(text), @"\$0");

    /// <summary>Returns lines as a block of code.</summary>
    public static string Code(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => DisplayText.Of(line.TrimEnd('\r'), int.MaxValue))];
        string fence = new('`', Math.Max(3, lines.Max(Backticks) + 1));
        return new StringBuilder(fence).Append('\n').AppendJoin('\n', lines).Append('\n').Append(fence).Append('\n').ToString();
    }

    private static string OneLine(string text) => DisplayText.Of(text.ReplaceLineEndings(" "), int.MaxValue);

    private static int Backticks(string line) => Runs().Matches(line).Select(m => m.Length).DefaultIfEmpty(0).Max();

    /// <summary>Marks of spans, links, tables and HTML, entities, and the beginnings of blocks.</summary>
    [GeneratedRegex(@"[\\`*\[\]|~]|<(?=[A-Za-z/!?])|&(?=[A-Za-z#])|^[#>+-](?=\s|$)|(?<=^\d{1,9})[.)](?=\s|$)|(?<![\w])_|_(?![\w])")]
    private static partial Regex Marks();

    [GeneratedRegex("`+")]
    private static partial Regex Runs();
}
