using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>The geometry of charts: labels lie beside each other, not upon each other, and inside.</summary>
public sealed class LayoutTests
{
    [Theory, InlineData(345), InlineData(660), InlineData(1060)]
    public void Names_in_a_scatter_lie_neither_on_marks_nor_on_each_other(double width)
    {
        string[] names = ["seq-lora-2", "kif", "kif-lora", "kif-m", "replay", "der++", "o-lora", "lwf", "ewc", "mas"];
        foreach (int seed in Enumerable.Range(1, 20))
        {
            var random = new Random(seed);
            // Most of them close together, as strategies are.
            ScatterPoint[] points = [.. names.Select((n, i) => i < 6 ? new ScatterPoint(n, i, 3 + 0.3 * random.NextDouble(), 20 + random.NextDouble())
                : new ScatterPoint(n, i, 8 * random.NextDouble(), 30 * random.NextDouble()))];
            ReferenceValue[] references = [new("all tasks at once", 26), new("one after another", 11)];
            Scene scene = ScatterChart.Draw(points, new HashSet<string> { "kif" }, new("cost", 0, 8), new("AP", 0, 30), (width, width < 500 ? 320 : 400), references);
            Box[] labels = [.. scene.Shapes.OfType<TextLabel>().Where(t => names.Contains(t.Text) || references.Any(r => r.Name == t.Text)).Select(BoxOf)];
            labels.Should().HaveCount(12);
            Box[] marks = [.. scene.Shapes.OfType<PointMark>().Select(m => new Box(m.At.X - 5, m.At.Y - 5, 10, 10, Ink.Text))];
            for (int i = 0; i < labels.Length; i++)
            {
                labels.Skip(i + 1).Should().NotContain(o => Overlap(labels[i], o), $"seed {seed}, label {i}");
                marks.Should().NotContain(m => Overlap(labels[i], m), $"seed {seed}, label {i}");
                labels[i].X.Should().BeGreaterThanOrEqualTo(-1);
                (labels[i].X + labels[i].Width).Should().BeLessThanOrEqualTo(width + 1);
            }
        }
    }

    [Theory, InlineData(345), InlineData(660), InlineData(1060)]
    public void Names_of_reference_lines_lie_side_by_side_or_above_each_other(double width)
    {
        foreach (double second in new[] { 11.0, 11.5, 20, 49 })
        {
            ReferenceValue[] references = [new("one task after another (seq-lora) 11.0", 11), new("all tasks at once (joint) 12.0", second), new("untrained", 0)];
            Scene scene = IntervalChart.Draw([new("kif-lora", 0, 15, 10, 20, "15.0")], new("AP", 0, 50), width, references);
            TextLabel[] labels = [.. scene.Shapes.OfType<TextLabel>().Where(t => t.Ink == Ink.Muted && t.Size == 12)];
            labels.Should().HaveCount(3);
            for (int i = 0; i < 3; i++)
            {
                labels.Skip(i + 1).Should().NotContain(o => Overlap(BoxOf(labels[i]), BoxOf(o)));
                BoxOf(labels[i]).X.Should().BeGreaterThanOrEqualTo(0);
                (BoxOf(labels[i]).X + BoxOf(labels[i]).Width).Should().BeLessThanOrEqualTo(width + 0.1);
                labels[i].At.Y.Should().BePositive();
            }
        }
    }

    [Fact]
    public void Titles_of_axes_stay_inside_narrow_charts()
    {
        Scene scene = IntervalChart.Draw([new("a", 0, 1, 0, 2, "1.0")], new("right answers, mean over tasks (AP), percent", 0, 50), 345);
        foreach (TextLabel label in scene.Shapes.OfType<TextLabel>())
        {
            BoxOf(label).X.Should().BeGreaterThanOrEqualTo(-0.1, label.Text);
            (BoxOf(label).X + BoxOf(label).Width).Should().BeLessThanOrEqualTo(345.1, label.Text);
        }
    }

    [Theory, InlineData(4, 4), InlineData(5, 3), InlineData(6, 3), InlineData(8, 4), InlineData(9, 3), InlineData(10, 3), InlineData(12, 3)]
    public void Small_charts_leave_few_holes(int count, int columns) => Html.ColumnsOf(count).Should().Be(columns);

    [Fact]
    public void A_long_name_is_cut_to_its_room_by_its_width()
    {
        Scene.Measure(Scene.Fit(new string('m', 90), 120), 12).Should().BeLessThanOrEqualTo(120);
        Scene.Fit("iiii", 30).Should().Be("iiii");
        Scene.Fit("colour", 80).Should().Be("colour");
    }

    private static Box BoxOf(TextLabel t)
    {
        double width = Scene.Measure(t.Text, t.Size, t.Bold);
        if (t.Upright) return new(t.At.X - t.Size, t.At.Y - width / 2, t.Size, width, t.Ink);
        double left = t.TextAnchor switch { TextAnchor.Middle => t.At.X - width / 2, TextAnchor.End => t.At.X - width, _ => t.At.X };
        return new(left, t.At.Y - 0.8 * t.Size, width, t.Size, t.Ink);
    }

    private static bool Overlap(Box a, Box b) => a.X + 0.5 < b.X + b.Width && b.X + 0.5 < a.X + a.Width && a.Y + 0.5 < b.Y + b.Height && b.Y + 0.5 < a.Y + a.Height;
}
