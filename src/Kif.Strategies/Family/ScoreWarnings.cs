using System.Globalization;

namespace Kif;

/// <summary>
/// The warnings of the KIF family about a task whose scores do not tell its skill units apart (algorithms.md 3.3, 5.4): the reason, and what it means for the
/// weights.
/// </summary>
internal static class ScoreWarnings
{
    /// <summary>Returns the reason why a task's own scores rank nothing; null if they do.</summary>
    /// <param name="tracker">The tracker that gave them.</param>
    /// <param name="scores">The scores per unit.</param>
    /// <param name="elements">The scores per element, for fusers that decide by them; else null.</param>
    public static string? OfTask(IImportanceTracker? tracker, ReadOnlySpan<double> scores, Tensor? elements)
    {
        if (Flat(scores, elements) is not { } flat) return null;
        return tracker is SensitivityTracker { Observed: 0, Steps: > 0 } none
            ? $"{NoStep(none)}, so that the importance of {flat.Of} to it is {flat.Value}"
            : $"the importance of {flat.Of} to the task is {flat.Value}";
    }

    /// <summary>Returns the reason why the accumulated scores rank nothing; null if they do.</summary>
    public static string? OfEarlier(ReadOnlySpan<double> scores, Tensor? elements) =>
        Flat(scores, elements) is { } flat ? $"the importance of {flat.Of} to earlier tasks is {flat.Value}" : null;

    /// <summary>Returns the warning of a task: at most one sentence.</summary>
    /// <param name="now">The reason on the side of the task, or null.</param>
    /// <param name="before">The reason on the side of earlier tasks, or null.</param>
    /// <param name="coefficients">The weight of the current model per unit; empty on the first task.</param>
    public static IReadOnlyList<string> Of(string? now, string? before, IReadOnlyList<double> coefficients) => (now, before) switch
    {
        (null, null) => [],
        ({ } one, null) => [$"{one}: {Meaning(coefficients)}"],
        (null, { } other) => [$"{other}: {Meaning(coefficients)}"],
        ({ } one, { } other) => [$"{one}, and {other}: {Meaning(coefficients)}"],
    };

    /// <summary>Returns the warnings of a task of Recurrent-KIF.</summary>
    /// <param name="counts">What happened in the task.</param>
    /// <param name="round">Q, the steps of a round.</param>
    public static IReadOnlyList<string> Of(RecurrentCounts counts, int round)
    {
        var told = new List<string>();
        if (counts.Merges == 0)
            told.Add(
                $"the task's {Count(counts.Steps, "optimizer step")} completed no round of {Text(round)}: memory was not rehearsed, and nothing was merged");
        if (counts.FlatTask > 0) told.Add(Merges(counts.FlatTask, counts.Merges, "the task"));
        if (counts.FlatMemory > 0) told.Add(Merges(counts.FlatMemory, counts.Merges, "memory"));
        return told;

        static string Merges(int flat, int all, string side) =>
            $"in {Text(flat)} of {Count(all, "merge")} the importance of all elements to {side} was equal or not finite: none counted as important to it";
    }

    /// <summary>Whether scores rank nothing: all of them are equal, or one is not finite.</summary>
    public static bool IsFlat(Tensor scores) => !ScoreMath.Differ(scores.min().ToDouble(), scores.max().ToDouble());

    private static (string Of, string Value)? Flat(ReadOnlySpan<double> scores, Tensor? elements)
    {
        if (elements is not null)
        {
            using var scope = torch.NewDisposeScope();
            return IsFlat(elements) ? ($"all {Text(elements.NumberOfElements)} elements", Value(elements.min().ToDouble(), elements.max().ToDouble())) : null;
        }
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double score in scores) (least, most) = (Math.Min(least, score), Math.Max(most, score));
        if (ScoreMath.Differ(least, most)) return null;
        return scores.Length == 1
            ? ("the model's only skill unit", $"{Value(least, most)}, with nothing to compare it with")
            : ($"all {Text(scores.Length)} skill units", Value(least, most));
    }

    private static string Value(double least, double most) => !double.IsFinite(most - least) ? "not finite everywhere"
        : least == 0 ? "zero" : $"equal ({least.ToString("G3", CultureInfo.InvariantCulture)})";

    private static string NoStep(SensitivityTracker tracker) => tracker.Steps == 1
        ? "the task has 1 optimizer step, which importance leaves out"
        : $"importance leaves out all {Text(tracker.Steps)} optimizer steps of the task";

    private static string Meaning(IReadOnlyList<double> coefficients)
    {
        if (coefficients.Count == 0) return "its units count as equally important when the next task is fused";
        (double least, double most) = (coefficients.Min(), coefficients.Max());
        string range = least == most ? Share(least) : $"{Share(least)} to {Share(most)}";
        const double Half = 0.5, Rounding = 1e-12;
        string kept = Math.Abs(least - Half) < Rounding && Math.Abs(most - Half) < Rounding ? "every unit is averaged half and half"
            : most <= Half + Rounding ? "of no unit more than half of what the task changed is kept"
            : least >= Half - Rounding ? "of every unit at least half of what the task changed is kept"
            : "what the task changed is kept in part";
        return $"{kept} (coefficient of the trained weights {range})";
    }

    private static string Share(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Count(int number, string noun) => $"{Text(number)} {noun}{(number == 1 ? "" : "s")}";

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>The steps and merges of a task of Recurrent-KIF, for its warnings.</summary>
internal sealed class RecurrentCounts : IStateful
{
    private int steps, merges, flatTask, flatMemory;

    /// <summary>Optimizer steps on the task.</summary>
    public int Steps => steps;

    /// <summary>Merges.</summary>
    public int Merges => merges;

    /// <summary>Merges where the scores of the task ranked nothing.</summary>
    public int FlatTask => flatTask;

    /// <summary>Merges where those of memory ranked nothing.</summary>
    public int FlatMemory => flatMemory;

    public void Step() => steps++;

    public void Merge(Tensor task, Tensor memory)
    {
        merges++;
        if (ScoreWarnings.IsFlat(task)) flatTask++;
        if (ScoreWarnings.IsFlat(memory)) flatMemory++;
    }

    public void Visit(IStateVisitor state)
    {
        state.Value("steps", ref steps);
        state.Value("merges", ref merges);
        state.Value("flatTask", ref flatTask);
        state.Value("flatMemory", ref flatMemory);
    }
}
