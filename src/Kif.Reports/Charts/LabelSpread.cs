namespace Kif.Reports.Charts;

/// <summary>The placing of labels that would otherwise overlap.</summary>
internal static class LabelSpread
{
    /// <summary>Moves ascending places as little as possible, so that neighbors are some distance apart and within bounds.</summary>
    public static IReadOnlyList<double> Apart(IReadOnlyList<double> places, double distance, double min, double max)
    {
        double[] moved = [.. places];
        if (moved.Length == 0) return moved;
        distance = Math.Min(distance, (max - min) / Math.Max(1, moved.Length - 1));
        for (int round = 0; round < 60; round++)
        {
            for (int i = 1; i < moved.Length; i++)
            {
                double missing = distance - (moved[i] - moved[i - 1]);
                if (missing > 0) (moved[i - 1], moved[i]) = (moved[i - 1] - missing / 2, moved[i] + missing / 2);
            }
            for (int i = 0; i < moved.Length; i++) moved[i] = Math.Clamp(moved[i], min + i * distance, max - (moved.Length - 1 - i) * distance);
        }
        return moved;
    }
}
