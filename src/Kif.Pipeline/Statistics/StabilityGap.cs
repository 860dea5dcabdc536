using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>
/// The stability gap: the drop, often temporary, of earlier tasks' scores while a new task is trained (De Lange, van de Ven and Tuytelaars 2023).
/// </summary>
internal static class StabilityGap
{
    /// <summary>
    /// Returns the mean gap in points over all pairs of a task in training and an earlier task: the earlier task's score at step 0 minus its lowest score
    /// at later steps of the same training, or 0 if none is lower. All scores of a pair are over the same examples. NaN without mid-task scores.
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
