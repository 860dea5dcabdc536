using System.Security.Cryptography;
using System.Text;

namespace Kif.Reports;

/// <summary>The report of comparisons as one self-contained HTML file, which needs no network and has a light and a dark theme.</summary>
internal static class HtmlReport
{
    /// <summary>Writes the file. Comparisons over the same tasks are put side by side, with their differences; others have a part each.</summary>
    /// <param name="comparisons">One or more comparisons.</param>
    /// <param name="file">The file; an existing one is replaced, a missing folder is created.</param>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    public static void Write(IReadOnlyList<SavedComparison> comparisons, string file)
    {
        string page = Of(comparisons);
        OutputFile.Write(file, Encoding.UTF8.GetBytes(page));
    }

    /// <summary>Returns the page as text.</summary>
    internal static string Of(IReadOnlyList<SavedComparison> comparisons) => PageWriter.Write(ReportJoiner.Of(comparisons));
}

/// <summary>The writer of the whole page, which loads nothing from elsewhere.</summary>
internal static class PageWriter
{
    private static readonly string[] Scripts = ["page.js", "answers.js", "units.js", "tools.js"];

    private static readonly Action<SectionContext>[] Sections =
    [
        SummarySection.Write, ChartSections.Stream, ChartSections.MidTask, AnswerSection.Write, RankingSection.Write, MatrixSection.Write,
        ChartSections.Differences, ChartSections.Costs, ChartSections.Unseen, UnitSection.Write, ChartSections.Losses, TableSections.Failures,
        TableSections.Noise, TableSections.CostTable, TableSections.Provenance, TableSections.Definitions,
    ];

    public static string Write(IReadOnlyList<ReportData> parts)
    {
        var body = new Html();
        var contents = new StringBuilder();
        for (int i = 0; i < parts.Count; i++) Part(body, contents, parts[i], $"r{i + 1}-", parts.Count > 1);
        string script = string.Concat(Scripts.Select(Asset)), title = ReportHead.Title(parts);
        string[] facts = [.. parts.SelectMany(ReportHead.Facts).Distinct().Select(f => $"<span>{Html.Escape(f.Name)} <b>{Html.Escape(f.Value)}</b></span>")];
        string told = string.Join(", ", parts.SelectMany(ReportHead.Facts).Where(f => f.Name is "Model" or "Date").Select(f => f.Value).Distinct());
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        string policy = $"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{Html.Escape(told.Length > 0 ? $"{title} ({told})" : title)}</title>
            <style>{Asset("report.css")}{Colors()}</style>
            <script>{script}</script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            <header><div><h1>{Html.Escape(title)}</h1><p class="facts">{string.Join("\n", facts)}</p></div>
            <fieldset class="theme script"><legend>Theme</legend>{string.Concat(new[] { "auto", "light", "dark" }.Select(Theme))}</fieldset>
            </header>
            <nav aria-label="Contents"><details open><summary>Contents</summary>{contents}</details></nav>
            <main id="main" tabindex="-1">
            {body}</main>
            <footer><p>Written by kif report. This file loads nothing from anywhere.</p></footer>
            </body>
            </html>

            """;
    }

    private static string Theme(string name) =>
        $"<label><input type=\"radio\" name=\"theme\" value=\"{name}\"{(name == "auto" ? " checked" : "")}><span>{name}</span></label>";

    private static void Part(Html body, StringBuilder contents, ReportData data, string id, bool several)
    {
        var context = new SectionContext(body, data, id);
        body.Raw($"<article aria-labelledby=\"{id}title\"><h2 id=\"{id}title\">{Html.Escape(several ? data.Title : "In short")}</h2>");
        foreach (Action<SectionContext> section in Sections) section(context);
        body.Raw("</article>");
        contents.Append($"<ul>{(several ? $"<li><a href=\"#{id}title\"><strong>{Html.Escape(data.Title)}</strong></a></li>" : "")}{
            string.Concat(context.Contents.Select(c => $"<li><a href=\"#{c.Id}\">{Html.Escape(c.Title)}</a></li>"))}</ul>");
    }

    /// <summary>Writes the CSS of each ink: a variable with both themes' values, and its classes.</summary>
    private static string Colors()
    {
        var css = new StringBuilder(":root{");
        foreach (Ink ink in Palette.All) css.Append($"--{ink.Name}:light-dark({Palette.Of(ink, false)},{Palette.Of(ink, true)});");
        css.Append('}');
        foreach (Ink ink in Palette.All.Where(i => i.Tone is not Tone.Heat and not Tone.HeatText and not Tone.ShiftText))
            css.Append($".f{ink.Name}{{fill:var(--{ink.Name})}}.l{ink.Name}{{stroke:var(--{ink.Name})}}");
        for (int step = 0; step <= Palette.HeatSteps; step++) css.Append($".h{step}{{background:var(--h{step});color:var(--k{step})}}");
        for (int step = 0; step <= Palette.ShiftSteps; step++) css.Append($".v{step}{{background:var(--v{step});color:var(--w{step})}}");
        return css.ToString();
    }

    private static string Asset(string name)
    {
        using var reader = new StreamReader(typeof(PageWriter).Assembly.GetManifestResourceStream("Kif.Reports." + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
