using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>The stability gap: the fall, often a passing one, of earlier tasks while a new one is trained (De Lange, van de Ven and Tuytelaars 2023).</summary>
internal static class StabilityGap
{
    /// <summary>
    /// For each task in training and each earlier task: its score at step 0 minus the lowest of its scores at later steps of the same training, or 0 where none is lower.
    /// The mean over all such pairs, in points; all scores of a pair are over the same examples. NaN where nothing was scored within training.
    /// </summary>
    public static double Of(StrategyRun run) => Moments.Mean(
    [
        .. from score in run.Within
           group score by (score.During, score.Task) into pair
           let start = pair.Where(s => s.Step == 0).Select(s => s.Score).DefaultIfEmpty(double.NaN).First()
           let later = pair.Where(s => s.Step > 0).Select(s => s.Score).ToArray()
           where later.Length > 0 && !double.IsNaN(start)
           select Math.Max(0, start - later.Min()),
    ]);
}
