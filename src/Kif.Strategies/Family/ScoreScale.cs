namespace Kif;

/// <summary>The scale on which the importance of skill units is compared between tasks.</summary>
public enum ScoreNormalization
{
    /// <summary>(s − min) / (max − min) over all units, as published: products of averages have few large values, so most units come near 0.</summary>
    MinMax,

    /// <summary>The rank of the score among all units, from 0 to 1; equal scores share the mean of their ranks.</summary>
    Rank,

    /// <summary>Min-max of the logarithm; scores of 0 count as the least that is above 0.</summary>
    Log,

    /// <summary>Min-max over the units of each module by itself.</summary>
    Module,

    /// <summary>Min-max over the units of modules of the same name in all layers, e.g. all <c>q_proj</c>.</summary>
    Kind,
}

/// <summary>Puts scores of units on a scale from 0 to 1.</summary>
/// <param name="how">The scale.</param>
/// <param name="units">The units, which belong to modules.</param>
internal sealed class ScoreScale(ScoreNormalization how, SkillUnits units)
{
    private readonly int[][] groups = Groups(how, units);

    /// <summary>Whether scores as they are can be kept for later: putting them on the scale again gives the same.</summary>
    public bool KeepsRaw => how == ScoreNormalization.MinMax;

    /// <summary>Puts raw scores on the scale; all zeros where they are equal or not finite.</summary>
    public double[] Of(ReadOnlySpan<double> raw) => how switch
    {
        ScoreNormalization.Rank => Ranks(raw),
        ScoreNormalization.Log => ScoreMath.Normalize(Logarithms(raw)),
        _ => InGroups(raw),
    };

    /// <summary>Puts scores on the scale that come from some on it.</summary>
    public double[] Again(ReadOnlySpan<double> scaled) => how == ScoreNormalization.Rank ? Ranks(scaled) : InGroups(scaled);

    /// <summary>Mixes scores of the scale: (1 − keep) · current + keep · accumulated, on the scale again (algorithms.md 5.2).</summary>
    public double[] Accumulate(ReadOnlySpan<double> current, ReadOnlySpan<double> accumulated, double keep)
    {
        double[] mixed = new double[current.Length];
        for (int i = 0; i < mixed.Length; i++) mixed[i] = (1 - keep) * current[i] + keep * accumulated[i];
        return Again(mixed);
    }

    private static int[][] Groups(ScoreNormalization how, SkillUnits units)
    {
        if (how is not (ScoreNormalization.Module or ScoreNormalization.Kind)) return [];
        string Name(SkillUnit unit)
        {
            string path = units.Space.Parameters[unit.Parts[0].Parameter].Module.Path;
            return how == ScoreNormalization.Module ? path : path[(path.LastIndexOf('.') + 1)..];
        }
        return [.. Enumerable.Range(0, units.Count).GroupBy(i => Name(units.Units[i])).Select(g => g.ToArray())];
    }

    private double[] InGroups(ReadOnlySpan<double> scores)
    {
        if (groups.Length == 0) return ScoreMath.Normalize(scores);
        double[] scaled = new double[scores.Length];
        foreach (int[] group in groups)
        {
            double[] own = new double[group.Length];
            for (int i = 0; i < group.Length; i++) own[i] = scores[group[i]];
            double[] normalized = ScoreMath.Normalize(own);
            for (int i = 0; i < group.Length; i++) scaled[group[i]] = normalized[i];
        }
        return scaled;
    }

    private static double[] Logarithms(ReadOnlySpan<double> raw)
    {
        double least = double.PositiveInfinity;
        foreach (double score in raw)
            if (score > 0) least = Math.Min(least, score);
        double[] logarithms = new double[raw.Length];
        for (int i = 0; i < raw.Length; i++) logarithms[i] = double.IsNaN(raw[i]) ? double.NaN : Math.Log(Math.Max(raw[i], least));
        return logarithms;
    }

    private static double[] Ranks(ReadOnlySpan<double> scores)
    {
        double[] ranks = new double[scores.Length], sorted = scores.ToArray();
        if (sorted.Any(s => !double.IsFinite(s)) || sorted.Length < 2) return ranks;
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        if (sorted[0] == sorted[^1]) return ranks;
        for (int first = 0, next; first < order.Length; first = next)
        {
            for (next = first + 1; next < order.Length && sorted[next] == sorted[first];) next++;
            for (int i = first; i < next; i++) ranks[order[i]] = (first + next - 1) / 2.0 / (order.Length - 1);
        }
        return ranks;
    }
}
