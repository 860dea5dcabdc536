using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Reports;

/// <summary>A builder of a page; text is escaped, and invisible or direction-changing characters are made visible.</summary>
internal sealed partial class Html
{
    /// <summary>The widths for which charts are drawn; the page shows the one that fits.</summary>
    private const double Wide = 1060, Middle = 660, Narrow = 345, Small = 340, Smaller = 265;

    /// <summary>The most small charts in a row that are drawn at their usual width.</summary>
    private const int MostBeside = 3;

    private readonly StringBuilder text = new();

    /// <summary>Escapes a text for use between tags and in quotes.</summary>
    public static string Escape(string shown) => WebUtility.HtmlEncode(DisplayText.Of(shown, int.MaxValue));

    /// <summary>Adds markup as it is.</summary>
    public Html Raw(string markup)
    {
        text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Adds an element with a text; a percent sign stays with its number.</summary>
    public Html Element(string tag, string shown, string attributes = "") =>
        Raw($"<{tag}{(attributes.Length > 0 ? " " + attributes : "")}>{Escape(shown).Replace(" %", "\u00a0%", StringComparison.Ordinal)}</{tag}>");

    /// <summary>Keeps escaped words with hyphens, such as names of strategies, on one line where they fit.</summary>
    public static string Unbroken(string escaped) => Hyphened().Replace(escaped, "<span class=\"whole\">$0</span>");

    /// <summary>Adds a paragraph.</summary>
    public Html Paragraph(string shown) => Element("p", shown);

    /// <summary>Adds a table that scrolls if it is wider than the page. What follows a line break in a number's cell is written below it, smaller.</summary>
    public Html Table(DataTable table)
    {
        Raw($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{Escape(table.Caption)}\">"
            + $"<table><caption>{Escape(table.Caption)}</caption><thead><tr>");
        text.AppendJoin("", table.Columns.Select((c, i) => $"<th scope=\"col\"{(i < table.TextColumns ? " class=\"x\"" : "")}>{Escape(c)}</th>"))
            .Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            text.Append("<tr>");
            for (int i = 0; i < row.Count; i++)
                text.Append(i == 0
                    ? $"<th scope=\"row\">{Escape(row[i])}</th>"
                        : i < table.TextColumns ? $"<td class=\"x\">{Escape(row[i])}</td>" : Number(row[i]));
            text.Append("</tr>\n");
        }
        return Raw("</tbody></table></div>");
    }

    /// <summary>Adds a collapsed table.</summary>
    public Html Details(string title, DataTable table)
    {
        Raw($"<details><summary>{Escape(title)}</summary>");
        return Table(table).Raw("</details>");
    }

    /// <summary>Adds a chart, drawn for three widths of the page, with its numbers and a link to it.</summary>
    /// <param name="figure">The chart.</param>
    /// <param name="id">Its id in the page.</param>
    public Html Chart(Figure figure, string id)
    {
        string name = $"{figure.Title}. {figure.Says}";
        Raw($"<figure id=\"{id}\">{Caption(figure, id)}");
        foreach ((double width, string css) in new[] { (Wide, "wide"), (Middle, "middle"), (Narrow, "narrow") })
            Raw(SvgWriter.Write(figure.Draw(width), "chart " + css, name));
        Element("p", figure.Says, "class=\"says\"");
        if (figure.Table is { } table) Details("The numbers", table);
        return Raw("</figure>");
    }

    /// <summary>Adds small charts side by side, in rows that are as full as possible, and their legend where a row has room.</summary>
    /// <param name="figures">The charts, each with its id in the page.</param>
    /// <param name="legend">The lines' names; empty for no legend.</param>
    public Html Charts(IReadOnlyList<(Figure Figure, string Id)> figures, IReadOnlyList<(string Name, int Style)> legend)
    {
        if (figures.Count == 0) return this;
        int columns = legend.Count > 0 ? MostBeside : ColumnsOf(figures.Count);
        bool isLast = legend.Count > 0 && figures.Count % columns != 0;
        if (legend.Count > 0 && !isLast) Legend(legend);
        Raw($"<div class=\"small\" style=\"--n:{columns}\">");
        foreach ((Figure figure, string id) in figures)
            Raw($"<figure id=\"{id}\">{Caption(figure, id)}"
                + SvgWriter.Write(figure.Draw(columns > MostBeside ? Smaller : Small), "chart", $"{figure.Title}. {figure.Says}") + "</figure>");
        if (isLast) Raw("<div class=\"rest\">").Legend(legend).Raw("</div>");
        return Raw("</div>");
    }

    /// <summary>Returns the number of columns, 3 or 4, that leaves the fewest places empty; 3 where that is equal.</summary>
    internal static int ColumnsOf(int count) => new[] { MostBeside, MostBeside + 1 }.MinBy(n => (n - count % n) % n);

    /// <summary>Adds a legend of marks, dash patterns and colors.</summary>
    public Html Legend(IEnumerable<(string Name, int Style)> names)
    {
        Raw("<ul class=\"legend\" aria-label=\"Legend\">");
        foreach ((string name, int style) in names)
        {
            var sample = new Scene(30, 14,
                [new Stroke([new(0, 7), new(30, 7)], Ink.Series(style), 2, style), new PointMark(new(15, 7), style, Ink.Series(style))]);
            Raw($"<li>{SvgWriter.Write(sample, "sample")} {Escape(name)}</li>");
        }
        return Raw("</ul>");
    }

    private static string Caption(Figure figure, string id) =>
        $"<figcaption>{Escape(figure.Title)} <a class=\"to\" href=\"#{id}\" aria-label=\"Link to the chart: {Escape(figure.Title)}\">#</a></figcaption>";

    private static string Number(string cell) => cell.IndexOf('\n') is > 0 and var at
        ? $"<td>{Escape(cell[..at])} <small>{Escape(cell[(at + 1)..])}</small></td>" : $"<td>{Escape(cell)}</td>";

    public override string ToString() => text.ToString();

    [GeneratedRegex(@"[\w+]{1,20}(-[\w+]{1,20}){1,3}", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphened();
}
