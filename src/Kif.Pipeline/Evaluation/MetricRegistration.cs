namespace Kif;

/// <summary>Registers the metrics that score tasks.</summary>
internal static class MetricRegistration
{
    /// <summary>Adds exact match with every rule, Rouge-1, 2, L and Lsum, and the metrics of dialogue states.</summary>
    public static KifCatalog AddMetrics(this KifCatalog catalog) => catalog
        .Exact(ExactMatchRule.Normalized, "equal but for case, ASCII punctuation and whitespace (default)")
        .Exact(ExactMatchRule.SquadNormalized, "the same, also without a, an and the")
        .Exact(ExactMatchRule.Plain, "equal to the letter")
        .Exact(ExactMatchRule.RecurrentKif, "equal but for case, outer whitespace, </s> and <pad>")
        .Exact(ExactMatchRule.Trace, "equal to the letter, and not empty")
        .Rouge(RougeVariant.Rouge1, "words in common, stemmed (metric.stem=false: as they are)")
        .Rouge(RougeVariant.Rouge2, "pairs of words in common, stemmed (metric.stem=false: as they are)")
        .Rouge(RougeVariant.RougeL, "longest common subsequence, stemmed (metric.stem=false: as they are)")
        .Rouge(RougeVariant.RougeLsum, "the same line by line, stemmed (metric.stem=false: as they are)")
        .AddMetric<JointGoalAccuracy, DialogueOptions>(new JointGoalAccuracy().Name, "turns of a dialogue with every slot right")
        .AddMetric<SlotAccuracy, DialogueOptions>(new SlotAccuracy().Name, "slots of a dialogue that are right");

    private static KifCatalog Exact(this KifCatalog catalog, ExactMatchRule rule, string description) =>
        catalog.AddMetric<ExactMatch, NoOptions>(new ExactMatch(rule).Name, description, _ => new(rule));

    private static KifCatalog Rouge(this KifCatalog catalog, RougeVariant variant, string description) =>
        catalog.AddMetric<RougeMetric, RougeOptions>(new RougeMetric(variant).Name, description, o => new(variant, o));
}
