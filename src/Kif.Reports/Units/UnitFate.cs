namespace Kif.Reports.Units;

/// <summary>What became of a skill unit when a task was learnt, by the weight of the new model: below a third it was protected, above two thirds overwritten, between shared.</summary>
internal static class UnitFate
{
    public const int Protected = 0, Shared = 1, Overwritten = 2;

    public static int Of(double coefficient) => coefficient < 1 / 3.0 ? Protected : coefficient <= 2 / 3.0 ? Shared : Overwritten;

    /// <summary>Shares of the three; null where nothing was decided.</summary>
    public static IReadOnlyList<double>? Shares(IEnumerable<double> coefficients)
    {
        int[] counts = new int[3];
        foreach (double c in coefficients.Where(double.IsFinite)) counts[Of(c)]++;
        int all = counts.Sum();
        return all == 0 ? null : [.. counts.Select(c => (double)c / all)];
    }
}
