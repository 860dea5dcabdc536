namespace Kif.Reports.Units;

/// <summary>The history of a skill unit at a task, by the weight of the new model: protected below 1/3, overwritten above 2/3, shared in between.</summary>
internal static class UnitFate
{
    public const int Protected = 0, Shared = 1, Overwritten = 2;

    public static int Of(double coefficient) => coefficient < 1 / 3.0 ? Protected : coefficient <= 2 / 3.0 ? Shared : Overwritten;

    /// <summary>Returns the shares of the three; null if nothing was decided.</summary>
    public static IReadOnlyList<double>? Shares(IEnumerable<double> coefficients)
    {
        int[] counts = new int[3];
        foreach (double c in coefficients.Where(double.IsFinite)) counts[Of(c)]++;
        int all = counts.Sum();
        return all == 0 ? null : [.. counts.Select(c => (double)c / all)];
    }
}
