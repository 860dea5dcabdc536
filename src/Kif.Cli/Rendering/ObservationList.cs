using Kif.Pipeline.Examination;
using Spectre.Console;

namespace Kif.Cli.Rendering;

/// <summary>The results of <c>kif doctor</c>'s checks, with advice below those that are not fine.</summary>
internal static class ObservationList
{
    public static void Write(IAnsiConsole console, IReadOnlyList<Observation> observations)
    {
        int width = observations.Max(f => f.Subject.Length);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap().PadRight(2).Width(width)).AddColumn(new GridColumn());
        foreach (Observation f in observations)
        {
            (string mark, string style) = f.Level switch { ObservationLevel.Fine => ("fine", "green"), ObservationLevel.Note => ("note", "yellow"), _ => ("WRONG", "red") };
            grid.AddRow(new Markup($"[{style}]{mark}[/]"), new Text(f.Subject), new Text(f.Text));
            if (f.Advice is { } advice) grid.AddRow(Text.Empty, Text.Empty, new Markup($"[{style}]{Markup.Escape(advice)}[/]"));
        }
        console.Write(grid);
        int wrong = observations.Count(f => f.Level == ObservationLevel.Wrong);
        console.WriteLine(wrong == 0 ? "Kif can run here. Reports need nothing else: no browser, no network." : $"{wrong} of {observations.Count} prevent running.");
    }
}
