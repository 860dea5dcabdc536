namespace Kif.Reports;

/// <summary>The figure of a study: what every arm forgets against what it learns.</summary>
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
        ScatterPoint[] points = [.. arms.Select(a => new ScatterPoint(a.Arm.Name, Array.IndexOf(kinds, Kind(a)), Forgets(a), Learns(a)))];
        return ScatterChart.Draw(points, new HashSet<string>(), ChartAxis.Around("forgetting, points (less is better)", points.Select(p => p.X)),
            ChartAxis.Around("learning accuracy, % (more is better)", points.Select(p => p.Y)), Size, []);
    }

    private static string Kind(ArmFindings arm) => arm.Arm.Place?.Curve ?? arm.Arm.Strategy;

    private static double Forgets(ArmFindings arm) => arm.Metrics["forgetting"].Mean;

    private static double Learns(ArmFindings arm) => arm.Metrics["learning-accuracy"].Mean;
}
