using System.Net;
using System.Text;

namespace Kif.Reports;

/// <summary>A builder of a page; text is escaped, and invisible or direction-changing characters are made visible.</summary>
internal sealed class Html
{
    private const double Wide = 860, Narrow = 330, Small = 330;

    private readonly StringBuilder text = new();

    /// <summary>Escapes a text for use between tags and in quotes.</summary>
    public static string Escape(string shown) => WebUtility.HtmlEncode(DisplayText.Of(shown, int.MaxValue));

    /// <summary>Adds markup as it is.</summary>
    public Html Raw(string markup)
    {
        text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Adds an element with a text.</summary>
    public Html Element(string tag, string shown, string attributes = "") =>
        Raw($"<{tag}{(attributes.Length > 0 ? " " + attributes : "")}>{Escape(shown)}</{tag}>");

    /// <summary>Adds a paragraph.</summary>
    public Html Paragraph(string shown) => Element("p", shown);

    /// <summary>Adds a table that scrolls if it is wider than the page.</summary>
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
                        : i < table.TextColumns ? $"<td class=\"x\">{Escape(row[i])}</td>" : $"<td>{Escape(row[i])}</td>");
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

    /// <summary>Adds a chart, drawn for wide and for narrow pages, with its numbers.</summary>
    public Html Chart(Figure figure)
    {
        Raw($"<figure><figcaption>{Escape(figure.Title)}</figcaption>");
        Raw(SvgWriter.Write(figure.Draw(Wide), "chart wide", $"{figure.Title}. {figure.Says}"))
            .Raw(SvgWriter.Write(figure.Draw(Narrow), "chart narrow", $"{figure.Title}. {figure.Says}"));
        Element("p", figure.Says, "class=\"says\"");
        if (figure.Table is { } table) Details("The numbers", table);
        return Raw("</figure>");
    }

    /// <summary>Adds small charts side by side.</summary>
    public Html Charts(IEnumerable<Figure> figures)
    {
        Raw("<div class=\"small\">");
        foreach (Figure figure in figures)
            Raw($"<figure><figcaption>{Escape(figure.Title)}</figcaption>"
                + $"{SvgWriter.Write(figure.Draw(Small), "chart", $"{figure.Title}. {figure.Says}")}</figure>");
        return Raw("</div>");
    }

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

    public override string ToString() => text.ToString();
}

/// <summary>The context of writing a section.</summary>
/// <param name="Page">The page.</param>
/// <param name="Data">The reported runs.</param>
/// <param name="Id">The prefix of element ids, unique to the report's part.</param>
internal sealed record SectionContext(Html Page, ReportData Data, string Id)
{
    /// <summary>The sections so far, for the table of contents.</summary>
    public List<(string Id, string Title)> Contents { get; } = [];

    /// <summary>Begins a section; the previous one must have ended.</summary>
    public void Begin(string name, string title)
    {
        string id = Id + name;
        Contents.Add((id, title));
        Page.Raw($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">").Raw($"<h3 id=\"{id}-title\">{Html.Escape(title)}</h3>");
    }

    /// <summary>Ends a section.</summary>
    public void End() => Page.Raw("</section>");

    /// <summary>The strategies with their styles.</summary>
    public IEnumerable<(string Name, int Style)> Names => Data.Strategies.Select(s => (s, Data.StyleOf(s)));

    /// <summary>Writes content for every order: the first visible, the others collapsed.</summary>
    public void EachOrder(Action<string> write)
    {
        foreach ((string order, int i) in Data.Orders.Keys.Select((o, i) => (o, i)))
        {
            if (Data.Orders.Count > 1) Page.Raw(i == 0 ? $"<p><strong>{Html.Escape(order)}</strong>: {Html.Escape(string.Join(", ", Data.Orders[order]))}</p>"
                : $"<details><summary>{Html.Escape(order)}: {Html.Escape(string.Join(", ", Data.Orders[order]))}</summary>");
            write(order);
            if (i > 0) Page.Raw("</details>");
        }
    }
}
