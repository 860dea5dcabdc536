namespace Kif.Reports;

/// <summary>The sections that are tables: failures, noise, costs, provenance, definitions.</summary>
internal static class TableSections
{
    private static readonly string[] Costs = ["seconds", "cpu-seconds", "peak-bytes", "extra-passes", "trained-parameters", "state-bytes", "tokens", "steps"];

    public static void Failures(SectionContext context)
    {
        IReadOnlyList<RunFailure> failures = context.Data.Result.Failures;
        if (failures.Count == 0) return;
        context.Begin("failures", "Failed runs");
        context.Page.Table(
            new DataTable("Failed runs, with their errors", ["run", "message"], [.. failures.Select(f => new[] { f.Key.ToString(), f.Message })])
                { TextColumns = 2 });
        context.End();
    }

    public static void Noise(SectionContext context)
    {
        NoiseComponents[] noise = [.. context.Data.Result.Statistics.Noise.Where(n => !double.IsNaN(n.Total) && n.Total > 0)];
        if (noise.Length == 0) return;
        context.Begin("noise", "Where the noise comes from");
        context.Page.Paragraph(
            "Standard deviations in points of AP. More seeds shrink what seeds add; only more test examples shrink what the finite test set adds, "
            + "which all strategies share.");
        context.Page.Table(new DataTable("Noise in one run's AP, by source", ["strategy", "all", "seeds", "orders", "test set"],
            [.. noise.Select(n => new[]
                { n.Strategy, ShownNumber.Number(n.Total, 2), ShownNumber.Number(n.Seeds, 2), ShownNumber.Number(n.Orders, 2),
                ShownNumber.Number(n.TestSet, 2) })]));
        context.End();
    }

    public static void CostTable(SectionContext context)
    {
        ComparisonStatistics statistics = context.Data.Result.Statistics;
        if (statistics.Strategies.Count == 0) return;
        RunMetric[] metrics = [.. Costs.Select(RunMetrics.Get).Where(m => statistics.Strategies.Any(s => !double.IsNaN(s.Metrics[m.Name].Mean)))];
        context.Begin("costs", "Costs");
        context.Page.Table(new DataTable("Costs, means over runs", ["strategy", .. metrics.Select(m => m.Unit == "%" ? $"{m.Title}, %" : m.Title)],
            [.. statistics.Strategies.Select(s => (IReadOnlyList<string>)[s.Strategy, .. metrics.Select(m => ShownNumber.Value(m, s.Metrics[m.Name].Mean))])]));
        context.End();
    }

    public static void Provenance(SectionContext context)
    {
        context.Begin("provenance", "How to repeat this");
        foreach (ReportSource source in context.Data.Sources)
        {
            RunDescription d = source.Saved.Description;
            if (context.Data.Sources.Count > 1) context.Page.Element("h4", source.Label);
            if (d.Command.Length > 0) context.Page.Element("pre", d.Command, "tabindex=\"0\"");
            context.Page.Details("Model, data, orders, seeds", new DataTable($"Model and data of {source.Label}", ["what", "value"],
                [["model", d.Model], ["model, SHA-256", d.ModelSha256], ["tokenizer, SHA-256", d.TokenizerSha256],
                    .. d.Sources.Select(s => new[] { $"{s.Key}, SHA-256", s.Value }),
                    .. d.Code.SelectMany(c => c.Value.Select(a => new[] { $"code of {c.Key}: {a.Key}, SHA-256", a.Value })), ["data", d.Data],
                    ["seeds", string.Join(", ", d.Seeds)], ["scored by", ScoringMetric.NameOf(d)],
                    .. d.Decoding.Length > 0 ? [["decoded by", d.Decoding]] : Array.Empty<string[]>(),
                    .. d.Orders.Select(o => new[] { o.Name, string.Join(", ", o.Tasks) }),
                    .. d.Tasks.Select(t => new[] { t.Name, $"{t.Train} for training, {t.Test} for testing, {t.Sha256}" })]) { TextColumns = 2 });
            if (d.Settings.Count > 0) context.Page.Details("Settings", Pairs($"Settings of {source.Label}", d.Settings));
            if (d.Environment.Count > 0) context.Page.Details("Versions and machine", Pairs($"Versions and machine of {source.Label}", d.Environment));
            foreach (IReadOnlyDictionary<string, string> earlier in d.EarlierEnvironments)
                context.Page.Details("Versions and machine of earlier runs", Pairs($"Versions and machine of earlier runs of {source.Label}", earlier));
            if (d.Compositions.Count > 0)
                context.Page.Details("Strategies with every option",
                    new DataTable($"Strategies of {source.Label}", ["strategy", "composition"],
                        [.. d.Compositions.Select(c => new[] { c.Key, c.Value.ToJsonString() })]) { TextColumns = 2 });
        }
        context.End();
    }

    public static void Definitions(SectionContext context)
    {
        context.Begin("definitions", "What the numbers mean");
        context.Page.Paragraph("K is the number of tasks, a(l,i) the score of task i after task l, and a(0,i) that of the untrained model.");
        context.Page.Table(new DataTable("Definitions of the metrics", ["metric", "definition", "unit", "better", "elsewhere"],
            [.. RunMetrics.All.Select(m => new[] { m.Title, m.Definition, m.Unit, m.HigherIsBetter ? "more" : "less", m.Elsewhere ?? "" })])
            { TextColumns = 5 });
        context.End();
    }

    private static DataTable Pairs(string caption, IReadOnlyDictionary<string, string> pairs) =>
        new(caption, ["what", "value"], [.. pairs.Select(p => new[] { p.Key, p.Value })]) { TextColumns = 2 };
}
