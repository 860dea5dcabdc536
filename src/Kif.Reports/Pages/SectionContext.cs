using Kif.Reports.Subjects;

namespace Kif.Reports.Pages;

/// <summary>The context of writing a section.</summary>
/// <param name="Page">The page.</param>
/// <param name="Subject">The reported runs.</param>
/// <param name="Id">The prefix of element ids, unique to the report's part.</param>
internal sealed record SectionContext(Html Page, ReportSubject Subject, string Id)
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
    public IEnumerable<(string Name, int Style)> Names => Subject.Strategies.Select(s => (s, Subject.StyleOf(s)));

    /// <summary>Writes content for every order: the first visible, the others collapsed.</summary>
    public void EachOrder(Action<string> write)
    {
        foreach ((string order, int i) in Subject.Orders.Keys.Select((o, i) => (o, i)))
        {
            if (Subject.Orders.Count > 1) Page.Raw(i == 0 ? $"<p><strong>{Html.Escape(order)}</strong>: {Html.Escape(string.Join(", ", Subject.Orders[order]))}</p>"
                : $"<details><summary>{Html.Escape(order)}: {Html.Escape(string.Join(", ", Subject.Orders[order]))}</summary>");
            write(order);
            if (i > 0) Page.Raw("</details>");
        }
    }
}
