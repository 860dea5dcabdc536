namespace Kif.Tests.Embedded;

/// <summary>A classifier that sees which words a text has and nothing else: what a task asks beyond keywords, it gets wrong.</summary>
internal static class NaiveBayes
{
    public static double Accuracy(LearningTask task, Func<Example, string[]> words)
    {
        var classes = task.Train.GroupBy(e => e.Target).Select(g => (Label: g.Key, Size: g.Count(),
            Counts: g.SelectMany(e => words(e).Distinct()).CountBy(w => w).ToDictionary())).OrderBy(c => c.Label, StringComparer.Ordinal).ToArray();
        return task.Test.Average(
            e => classes.MaxBy(c => words(e).Distinct().Sum(w => Math.Log((c.Counts.GetValueOrDefault(w) + 1.0) / (c.Size + 2)))).Label == e.Target ? 1.0 : 0);
    }
}
