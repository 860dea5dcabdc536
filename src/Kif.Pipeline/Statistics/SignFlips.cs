namespace Kif.Pipeline.Statistics;

/// <summary>The sign-flip test of paired differences: if there is no difference, the signs are random.</summary>
internal static class SignFlips
{
    /// <summary>The maximum number of pairs for which all sign patterns are enumerated.</summary>
    public const int MostExact = 20;

    /// <summary>
    /// Returns the two-sided p: the share of sign patterns whose sum is at least as far from 0 as the observed one. NaN without values or with a NaN among
    /// them.
    /// </summary>
    public static double PValue(double[] differences, StatisticsOptions options)
    {
        if (differences.Length == 0 || differences.Any(double.IsNaN)) return double.NaN;
        // Sums that differ only by rounding count as equal.
        double seen = Math.Abs(differences.Sum()) - 1e-12 * differences.Sum(Math.Abs);
        if (differences.Length <= MostExact)
        {
            double[] sums = AllSums(differences);
            return (double)sums.Count(s => Math.Abs(s) >= seen) / sums.Length;
        }
        RandomStream random = new RandomStream((ulong)options.Seed).Derive("signs");
        int reached = Enumerable.Range(0, options.SignPatterns).Count(_ => Math.Abs(Draw(differences, random)) >= seen);
        // The observed pattern is one of the possible ones.
        return (reached + 1.0) / (options.SignPatterns + 1.0);
    }

    /// <summary>Returns the sums of all 2^n patterns.</summary>
    private static double[] AllSums(double[] differences)
    {
        double[] sums = new double[1 << differences.Length];
        int count = 1;
        foreach (double d in differences)
        {
            for (int i = 0; i < count; i++) (sums[i], sums[count + i]) = (sums[i] + d, sums[i] - d);
            count *= 2;
        }
        return sums;
    }

    private static double Draw(double[] differences, RandomStream random)
    {
        double sum = 0;
        ulong bits = 0;
        for (int i = 0; i < differences.Length; i++, bits >>= 1)
        {
            if (i % 64 == 0) bits = random.NextUInt64();
            sum += (bits & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }
}
