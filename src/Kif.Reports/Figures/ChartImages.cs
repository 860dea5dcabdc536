namespace Kif.Reports;

/// <summary>The main charts of a report as images.</summary>
internal static class ChartImages
{
    private const double Width = 720;

    /// <summary>Returns the name, title and drawing of each image.</summary>
    public static IReadOnlyList<(string Name, string Title, Scene Scene)> Of(ReportData subject)
    {
        var images = new List<(string Name, string Title, Scene Scene)>();
        if (subject.Result.Runs.Count == 0) return images;
        Add("ranking", RankingFigure.Of(subject));
        Add("difference-ap", DifferenceFigure.Of(subject, "ap"));
        Add("difference-forgetting", DifferenceFigure.Of(subject, "forgetting"));
        Add("stream", StreamFigures.Learned(subject));
        Add("unseen", StreamFigures.Unseen(subject));
        foreach ((string cost, Figure figure) in CostFigures.Of(subject)) Add("cost-" + FileNames.Safe(cost), figure);
        foreach (string order in subject.Orders.Keys)
            foreach (string strategy in subject.Strategies.Where(s => subject.RunsOf(s, order).Count > 0))
                images.Add(
                    ($"matrix-{FileNames.Safe(strategy)}-{FileNames.Safe(order)}", $"Scores after each task: {strategy}, {order}",
                        HeatChart.Draw(subject.Orders[order], MatrixTables.Of(subject, strategy, order))));
        return images;

        void Add(string name, Figure? figure)
        {
            if (figure is not null) images.Add((name, figure.Title, figure.Draw(Width)));
        }
    }
}
