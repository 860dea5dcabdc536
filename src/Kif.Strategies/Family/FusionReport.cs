namespace Kif.Strategies;

/// <summary>Creates the explanation of a fusion: a number per unit, or means per trainable tensor if there are too many units to list.</summary>
internal static class FusionReport
{
    /// <summary>The maximum number of units that are listed.</summary>
    public const int MostUnits = 20_000;

    /// <summary>Explains the fusion of one task.</summary>
    /// <param name="task">Its name.</param>
    /// <param name="units">The units.</param>
    /// <param name="current">Normalized scores of the task.</param>
    /// <param name="accumulated">Normalized accumulated scores; empty on the first task.</param>
    /// <param name="coefficients">Weights of the current model; empty on the first task.</param>
    public static FusionExplanation Of(string task, SkillUnits units, double[] current, double[] accumulated, IReadOnlyList<double> coefficients)
    {
        if (units.Count <= MostUnits) return new(task, units.Names, current, accumulated, coefficients);
        using var scope = torch.NewDisposeScope();
        using Tensor inside = units.Spread([.. Enumerable.Repeat(1.0, units.Count)], 0);
        ParameterInfo[] named = [.. units.Space.Parameters.Where(p => Sum(inside, p) > 0)];
        double Sum(Tensor vector, ParameterInfo p) => units.Space.View(vector, p).sum(ScalarType.Float64).ToDouble();
        double[] Means(IReadOnlyList<double> values)
        {
            if (values.Count == 0) return [];
            using Tensor spread = units.Spread([.. values], 0);
            return [.. named.Select(p => Sum(spread, p) / Sum(inside, p))];
        }
        return new(task, [.. named.Select(p => p.Name)], Means(current), Means(accumulated), Means(coefficients)) { SummaryOf = units.Count };
    }
}
