namespace Kif.Reports;

/// <summary>The main charts of a report as images.</summary>
internal static class ChartImages
{
    private const double Width = 720;

    /// <summary>Returns the name, title and drawing of each image.</summary>
    public static IReadOnlyList<(string Name, string Title, Scene Scene)> Of(ReportData data)
    {
        var images = new List<(string Name, string Title, Scene Scene)>();
        if (data.Result.Runs.Count == 0) return images;
        if (data.Contenders.Count > 0) Add("ranking", ResultFigure.Of(data));
        Add("difference-ap", DifferenceFigure.Of(data, "ap"));
        Add("difference-forgetting", DifferenceFigure.Of(data, "forgetting"));
        Add("stream", StreamFigures.Learned(data));
        Add("unseen", StreamFigures.Unseen(data));
        foreach ((string cost, Figure figure) in CostFigures.Of(data)) Add("cost-" + FileNames.Safe(cost), figure);
        foreach (string order in data.Orders.Keys)
            foreach (string strategy in data.Strategies.Where(s => data.RunsOf(s, order).Count > 0))
                images.Add(($"matrix-{FileNames.Safe(strategy)}-{FileNames.Safe(order)}", $"Scores after each task: {strategy}, {OrderNames.Of(order)}",
                    HeatChart.Draw(data.Orders[order], [.. ScoreMatrix.Of(data, strategy, order).Rows.Select(r => (r.Name, r.Scores))])));
        return images;

        void Add(string name, Figure? figure)
        {
            if (figure is not null) images.Add((name, figure.Title, figure.Draw(Width)));
        }
    }
}
