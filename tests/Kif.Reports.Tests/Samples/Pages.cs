using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>Reads pages as tests need them.</summary>
internal static partial class Pages
{
    public static string Of(params SavedComparison[] comparisons) => HtmlReport.Of(comparisons);

    /// <summary>Every drawing of a page, read as XML: one that is not well-formed throws.</summary>
    public static IReadOnlyList<XElement> Drawings(string page) => [.. Drawing().Matches(page).Select(m => XElement.Parse(m.Value))];

    /// <summary>The page without scripts, data and styles.</summary>
    public static string Markup(string page) => Unread().Replace(page, "");

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawing();

    [GeneratedRegex("<(script|style).*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Unread();
}
