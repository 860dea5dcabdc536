using System.Globalization;
using System.Text;
using System.Text.Json;
using Kif.Reports;

namespace Kif.Bench;

/// <summary>Draws what bench/growth.py has measured: a panel for each thing that grows, with a line for each way of doing it, as an SVG file.</summary>
internal sealed class GrowthChart : IMeasurement
{
    private const int Columns = 2;

    private const double Width = 430, Height = 250, Title = 30, Gap = 24;

    public string Line => "a picture of how cost grows: --from GROWTH.JSON --to PICTURE.SVG --theme light|dark";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "from", "to", "theme");
        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(options.Text("from", "growth.json")));
        Scene scene = Page([.. measured.RootElement.GetProperty("panels").EnumerateArray().Select(Panel)]);
        File.WriteAllText(options.Text("to", "growth.svg"), Alone(scene, options.Text("theme", "light") == "dark"));
        return 0;
    }

    private static (string Title, Scene Scene) Panel(JsonElement panel)
    {
        LineSeries[] lines = [.. panel.GetProperty("lines").EnumerateObject().Select((line, i) => new LineSeries(line.Name, i, Points(line.Value)))];
        IEnumerable<(double X, double Y)> all = lines.SelectMany(l => l.Points);
        string Text(string name) => panel.GetProperty(name).GetString()!;
        return (Text("title"), LineChart.Draw(
            lines, ChartAxis.Around(Text("x"), all.Select(p => p.X), fromZero: true), ChartAxis.Around(Text("y"), all.Select(p => p.Y), fromZero: true), Width, Height,
            named: true));
    }

    private static (double X, double Y)[] Points(JsonElement line) => [.. line.EnumerateArray().Select(p => (p[0].GetDouble(), p[1].GetDouble()))];

    /// <summary>Puts the panels side by side under their titles.</summary>
    private static Scene Page(IReadOnlyList<(string Title, Scene Scene)> panels)
    {
        var shapes = new List<DrawnShape>();
        foreach (((string title, Scene scene), int i) in panels.Select((p, i) => (p, i)))
        {
            (double left, double top) = (i % Columns * (Width + Gap), i / Columns * (Height + Title + Gap));
            shapes.Add(new TextLabel(new(left, top + 16), title, Ink.Text, Size: 14, Bold: true));
            shapes.AddRange(scene.Shapes.Select(shape => Moved(shape, left, top + Title)));
        }
        int rows = (panels.Count + Columns - 1) / Columns;
        return new(Columns * (Width + Gap) - Gap, rows * (Height + Title + Gap) - Gap, shapes);
    }

    private static DrawnShape Moved(DrawnShape shape, double right, double down)
    {
        ScenePoint At(ScenePoint p) => new(p.X + right, p.Y + down);
        return shape switch
        {
            Stroke s => s with { Places = [.. s.Places.Select(At)] },
            Shade s => s with { Places = [.. s.Places.Select(At)] },
            TextLabel t => t with { At = At(t.At) },
            PointMark m => m with { At = At(m.At) },
            _ => throw new ArgumentException($"a line chart has no {shape.GetType().Name}"),
        };
    }

    /// <summary>Writes a scene as a file that needs no page around it: with its colors and a background.</summary>
    private static string Alone(Scene scene, bool dark)
    {
        const string Fonts = "12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif";
        string svg = SvgWriter.Write(scene, "", "How time and memory grow: the tables beside the picture have the numbers");
        string surface = Palette.Of(Ink.Surface, dark);
        var style = new StringBuilder(
            $"<style>svg{{font:{Fonts}}}path[class^=l]{{fill:none;stroke-linejoin:round}}path.o,circle.o{{fill:{surface};stroke-width:1.8}}"
            + ".w{font-weight:600}.c{text-anchor:middle}.e{text-anchor:end}");
        foreach (Ink ink in Palette.All.Where(i => i.Tone is Tone.Text or Tone.Muted or Tone.Grid or Tone.Edge or Tone.Surface or Tone.Series))
            style.Append(CultureInfo.InvariantCulture, $".f{ink.Name}{{fill:{Palette.Of(ink, dark)}}}.l{ink.Name}{{stroke:{Palette.Of(ink, dark)}}}");
        const double Margin = 12;
        string box = string.Create(CultureInfo.InvariantCulture, $"{-Margin} {-Margin} {scene.Width + 2 * Margin} {scene.Height + 2 * Margin}");
        string size = string.Create(CultureInfo.InvariantCulture, $"width=\"{scene.Width + 2 * Margin}\" height=\"{scene.Height + 2 * Margin}\"");
        int head = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        string label = svg[svg.IndexOf("role=", StringComparison.Ordinal)..head];
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{box}\" {size} {label}\n{style}</style>\n"
            + $"<rect x=\"{-Margin}\" y=\"{-Margin}\" width=\"100%\" height=\"100%\" fill=\"{surface}\"/>\n{svg[head..]}\n";
    }
}
