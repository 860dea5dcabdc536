namespace Kif.Reports;

/// <summary>The context of writing a section.</summary>
/// <param name="Page">The page.</param>
/// <param name="Data">The reported runs.</param>
/// <param name="Id">The prefix of element ids, unique to the report's part.</param>
internal sealed record SectionContext(Html Page, ReportData Data, string Id)
{
    private const int LongestId = 60;

    private readonly HashSet<string> ids = [];

    /// <summary>The sections so far, for the table of contents.</summary>
    public List<(string Id, string Title)> Contents { get; } = [];

    /// <summary>The strategies with their styles: those that compete, then bounds.</summary>
    public IReadOnlyList<(string Name, int Style)> Names => [.. Data.Contenders.Concat(Data.References).Select(s => (s, Data.StyleOf(s)))];

    /// <summary>Begins a section; the previous one must have ended.</summary>
    public void Begin(string name, string title)
    {
        string id = Id + name;
        ids.Add(id);
        Contents.Add((id, title));
        Page.Raw($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">").Raw($"<h3 id=\"{id}-title\">{Html.Escape(title)}</h3>");
    }

    /// <summary>Ends a section.</summary>
    public void End() => Page.Raw("</section>");

    /// <summary>Adds a chart.</summary>
    /// <param name="figure">The chart.</param>
    /// <param name="about">What its id begins with, e.g. the order.</param>
    public void Chart(Figure figure, string about = "") => Page.Chart(figure, IdOf(figure, about));

    /// <summary>Adds small charts side by side.</summary>
    /// <param name="figures">The charts.</param>
    /// <param name="about">What their ids begin with.</param>
    /// <param name="legend">Whether their lines need a legend.</param>
    public void Charts(IEnumerable<Figure> figures, string about, bool legend) =>
        Page.Charts([.. figures.Select(f => (f, IdOf(f, about)))], legend ? Names : []);

    /// <summary>Writes content for every order: the first visible, the others collapsed; all collapsed below a mean over orders.</summary>
    /// <param name="write">Writes the content of an order.</param>
    /// <param name="folded">Whether the first is collapsed too.</param>
    public void EachOrder(Action<string> write, bool folded = false)
    {
        foreach ((string order, int i) in Data.Orders.Keys.Where(o => Data.Result.Runs.Any(r => r.Order == o)).Select((o, i) => (o, i)))
        {
            string title = Html.Escape(OrderNames.Of(order)), tasks = Html.Escape(string.Join(" → ", Data.Orders[order]));
            bool hides = folded || i > 0;
            if (hides) Page.Raw($"<details><summary>{title}: {tasks}</summary>");
            else if (Data.Orders.Count > 1) Page.Raw($"<p><strong>{title}</strong>: {tasks}</p>");
            write(order);
            if (hides) Page.Raw("</details>");
        }
    }

    /// <summary>Returns an id made of a chart's title: letters and digits only, and no other's.</summary>
    private string IdOf(Figure figure, string about)
    {
        string words = string.Join('-', $"{about} {figure.Title}".Split([.. $"{about} {figure.Title}".Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()],
            StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        string id = Id + "chart-" + words[..Math.Min(words.Length, LongestId)], free = id;
        for (int number = 2; !ids.Add(free); number++) free = $"{id}-{number}";
        return free;
    }
}
