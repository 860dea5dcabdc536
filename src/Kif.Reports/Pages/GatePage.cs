using System.Globalization;
using System.Text;

namespace Kif.Reports;

/// <summary>The page of a gate's decision: verdict, one chart of all intervals with their thresholds, and the answers that changed. It loads nothing.</summary>
internal static class GatePage
{
    private const int MostAnswers = 60, MostText = 600;

    private const double Left = 190, Right = 40, Row = 34, Width = 860;

    private const string Style = """
        :root { color-scheme: light dark; --t: light-dark(#1a1d21, #e8eaed); --b: light-dark(#fff, #14171b); --m: light-dark(#5b6470, #9aa4b1);
          --g: light-dark(#e3e6ea, #2a3038); --ok: light-dark(#0a7a43, #4fc78a); --no: light-dark(#b3261e, #ff8a80); --a: light-dark(#8a93a0, #6b7583); }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem; max-width: 1100px; background: var(--b); color: var(--t); overflow-wrap: break-word;
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } p { margin: .4rem 0; max-width: 76ch; }
        .ships { color: var(--ok); } .fails { color: var(--no); } .muted { color: var(--m); font-size: .9rem; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; } caption { text-align: left; color: var(--m); }
        th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--g); text-align: right; vertical-align: top; } th { font-weight: 600; }
        .x { text-align: left; } td.x { white-space: pre-wrap; min-width: 9rem; }
        svg { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; margin: 1rem 0; } svg text { fill: var(--t); }
        @media (max-width: 620px) { svg { min-width: 620px; } }
        @media print { body { max-width: none; } .scroll { overflow: visible; } }
        """;

    /// <summary>Returns the page as text.</summary>
    public static string Write(GateReport report)
    {
        GateDecision decision = report.Decision;
        var page = new StringBuilder();
        string title = (decision.Ships ? "Ship: " : "Don\u2019t ship: ") + Short(report.New);
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html.Escape(title)}</title><style>{Style}</style></head><body>
            <h1 class="{(decision.Ships ? "ships" : "fails")}">{(decision.Ships ? "Ship" : "Don\u2019t ship")}</h1>
            <p>{Html.Escape(decision.Sentence)}</p>
            <p class="muted">New: {Html.Escape(report.New)}<br>In use: {Html.Escape(report.Old)}<br>Data: {Html.Escape(report.Data)}, scored by
            {Html.Escape(report.Metric)}<br>{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, Kif {Html.Escape(KifVersion.Current)}</p>

            """);
        Chart(page, decision);
        Table(page, decision);
        foreach (string note in decision.Notes) page.Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">Note: {Html.Escape(note)}.</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"""
            <p class="muted">Both models answered the same examples. A task passes if the lower end of the interval of its change is at least what it needs:
            +{decision.Tolerance.Gain:0.##} points for new tasks, {Points(-decision.Tolerance.Forget)} for all others.
            The intervals are Student’s t over the pairs;
            together they hold with {100 * decision.Confidence:0.#} % confidence (Holm’s procedure).</p>

            """);
        Answers(page, report.Changed);
        return page.Append("</body></html>\n").ToString();
    }

    /// <summary>Draws each task's change with its interval, and a mark where the lower end must be.</summary>
    private static void Chart(StringBuilder page, GateDecision decision)
    {
        double low = Math.Min(-5, decision.Tasks.Min(t => Math.Min(Low(t), t.Needed)) - 2), high = Math.Max(5, decision.Tasks.Max(High) + 2);
        double X(double points) => Left + (points - low) / (high - low) * (Width - Left - Right);
        double height = Row * decision.Tasks.Count + 54;
        page.Append(CultureInfo.InvariantCulture,
            $"<div class=\"scroll\"><svg viewBox=\"0 0 {Width:0} {height:0}\" role=\"img\" aria-label=\"Change of each task "
            + $"with its interval, in points\">\n");
        foreach (double tick in Ticks(low, high))
            page.Append(CultureInfo.InvariantCulture,
                $"<line x1=\"{X(tick):0.0}\" x2=\"{X(tick):0.0}\" y1=\"8\" y2=\"{height - 42:0}\" stroke=\"var(--{(tick == 0 ? "a" : "g")})\"/>"
                + $"<text x=\"{X(tick):0.0}\" y=\"{height - 26:0}\" text-anchor=\"middle\" style=\"fill:var(--m)\">{Points(tick)}</text>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Width - Right:0}\" y=\"{height - 8:0}\" text-anchor=\"end\" style=\"fill:var(--m)\">change in points; "
            + $"the bar | is what the lower end must reach</text>\n");
        for (int i = 0; i < decision.Tasks.Count; i++)
        {
            GateResult task = decision.Tasks[i];
            double y = 8 + Row * (i + 0.5);
            string color = task.Passes ? "var(--ok)" : "var(--no)";
            string name = task.Task.Length > 22 ? task.Task[..21] + "…" : task.Task;
            string told = $"{task.Task}: {Points(task.Difference)}, {Range(task)}, needs at least {Points(task.Needed)}";
            page.Append(CultureInfo.InvariantCulture, $"<g><title>{Html.Escape(told)}</title>"
                + $"<text x=\"{Left - 12:0}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{Html.Escape(name)}{(task.IsNew ? " (new)" : "")}</text>"
                + $"<line x1=\"{X(Low(task)):0.0}\" x2=\"{X(High(task)):0.0}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\" stroke=\"{color}\" stroke-width=\"3\"/>"
                + $"<circle cx=\"{X(task.Difference):0.0}\" cy=\"{y:0.0}\" r=\"5\" style=\"fill:{color}\"/>"
                + $"<line x1=\"{X(task.Needed):0.0}\" x2=\"{X(task.Needed):0.0}\" y1=\"{y - 11:0.0}\" y2=\"{y + 11:0.0}\" "
                + $"stroke=\"var(--t)\" stroke-width=\"2\"/></g>\n");
        }
        page.Append("</svg></div>\n");
    }

    private static void Table(StringBuilder page, GateDecision decision)
    {
        page.Append("<div class=\"scroll\"><table><thead><tr><th class=\"x\">task</th><th>examples</th><th>in use</th><th>new</th><th>change</th>"
            + "<th>95 % interval</th>"
            + $"<th>needs at least</th><th class=\"x\">verdict</th></tr></thead><tbody>\n");
        foreach (GateResult task in decision.Tasks)
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><th class=\"x\" scope=\"row\">{Html.Escape(task.Task)}{(task.IsNew ? " (new)" : "")}</th><td>{task.Examples}</td>"
                + $"<td>{task.OldScore:0.0}</td><td>{task.NewScore:0.0}</td><td>{Points(task.Difference)}</td><td>{Range(task)}</td>"
                + $"<td>{Points(task.Needed)}</td>"
                + $"<td class=\"x {(task.Passes ? "ships\">passes" : "fails\">fails")}</td></tr>\n");
        page.Append("</tbody></table></div>\n");
    }

    private static void Answers(StringBuilder page, IReadOnlyList<ChangedAnswer> changed)
    {
        foreach ((bool lost, string title) in new[] { (true, "Answers that were lost"), (false, "Answers that were gained") })
        {
            ChangedAnswer[] all = [.. changed.Where(c => c.Change < 0 == lost)];
            if (all.Length == 0) continue;
            page.Append(CultureInfo.InvariantCulture, $"<h2>{title}: {all.Length}</h2>\n<div class=\"scroll\"><table><thead><tr><th class=\"x\">task</th>"
                + $"<th class=\"x\">question</th><th class=\"x\">expected</th><th class=\"x\">in use</th><th class=\"x\">new</th></tr></thead><tbody>\n");
            foreach (ChangedAnswer one in all.Take(MostAnswers))
                page.Append(CultureInfo.InvariantCulture,
                    $"<tr><th class=\"x\" scope=\"row\">{Html.Escape(one.Task)}</th><td class=\"x\">{Cell(one.Question)}</td>"
                    + $"<td class=\"x\">{Cell(one.Reference)}</td><td class=\"x\">{Cell(one.OldAnswer)}</td><td class=\"x\">{Cell(one.NewAnswer)}</td></tr>\n");
            page.Append("</tbody></table></div>\n");
            if (all.Length > MostAnswers)
                page.Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">{all.Length - MostAnswers} more stand in the JSON file.</p>\n");
        }
    }

    private static string Cell(string text) => string.Join('\n', (text.Length > MostText ? text[..MostText] + "…" : text).Split('\n').Select(Html.Escape));

    private static string Short(string name) => name.TrimEnd('/') is var path && path.Length > 60 ? "…" + path[^59..] : path;

    private static double Low(GateResult task) => task.Interval.IsDefined ? task.Interval.Low : task.Difference;

    private static double High(GateResult task) => task.Interval.IsDefined ? task.Interval.High : task.Difference;

    private static string Range(GateResult task) => task.Interval.IsDefined ? $"{Points(task.Interval.Low)} to {Points(task.Interval.High)}" : "unknown";

    private static string Points(double points) => points.ToString("+0.##;\u22120.##;0", CultureInfo.InvariantCulture);

    private static IEnumerable<double> Ticks(double low, double high)
    {
        double step = new[] { 1, 2, 5, 10, 20, 25, 50 }.First(s => (high - low) / s <= 9 || s == 50);
        for (double tick = Math.Ceiling(low / step) * step; tick <= high; tick += step) yield return tick;
    }
}
