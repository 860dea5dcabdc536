namespace Kif.Reports;

/// <summary>
/// The figure of a study: what every arm forgets against what it learns. Arms that differ in one number are joined by a line in its order; around each arm lies
/// what its interval over orders spans.
/// </summary>
internal static class StudyFigure
{
    private static readonly (double Width, double Height) Size = (720, 460);

    /// <summary>Writes a figure per stream into a folder, as <c>STUDY-STREAM.png</c>.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(StudyFindings findings, string folder) => [.. findings.Streams.Select(stream =>
    {
        string file = Path.Combine(folder, FileNames.Safe($"{findings.Study.Name}-{stream.Stream.Name}") + ".png");
        OutputFile.Write(file, PngWriter.Write([($"{findings.Study.Question} ({stream.Stream.Name})", Draw(stream))]));
        return file;
    })];

    /// <summary>Draws the figure of one stream; arms that score nothing of the two are left out.</summary>
    public static Scene Draw(StreamFindings stream)
    {
        ArmFindings[] arms = [.. stream.Arms.Where(a => double.IsFinite(Forgets(a)) && double.IsFinite(Learns(a)))];
        string[] kinds = [.. arms.Select(Kind).Distinct()];
        ScatterPoint[] points = [.. arms.Select(a => new ScatterPoint(a.Arm.IsPublished ? $"{a.Arm.Name} (published)" : a.Arm.Name,
            Array.IndexOf(kinds, Kind(a)), Forgets(a), Learns(a)) { Spread = Spread(a) })];
        IReadOnlyList<int>[] curves = [.. Enumerable.Range(0, arms.Length).Where(i => arms[i].Arm.Place is not null)
            .GroupBy(i => arms[i].Arm.Place!.Value.Curve).Select(c => c.OrderBy(i => arms[i].Arm.Place!.Value.At).ToArray())];
        return ScatterChart.Draw(points, new HashSet<string>(),
            ChartAxis.Around("forgetting, points (less is better)", points.SelectMany(p => p.Spread is { } s ? [s.Left, p.X, s.Right] : new[] { p.X })),
            ChartAxis.Around("learning accuracy, % (more is better)", points.SelectMany(p => p.Spread is { } s ? [s.Low, p.Y, s.High] : new[] { p.Y })),
            Size, [], curves);
    }

    private static (double Left, double Right, double Low, double High)? Spread(ArmFindings arm) =>
        arm.OverOrders["forgetting"] is { IsDefined: true } x && arm.OverOrders["learning-accuracy"] is { IsDefined: true } y
            ? (x.Low, x.High, y.Low, y.High) : null;

    private static string Kind(ArmFindings arm) => arm.Arm.Place?.Curve ?? arm.Arm.Strategy;

    private static double Forgets(ArmFindings arm) => arm.Metrics["forgetting"].Mean;

    private static double Learns(ArmFindings arm) => arm.Metrics["learning-accuracy"].Mean;
}
