namespace Kif;

/// <summary>
/// Differences of two strategies, run by run, grouped by the order of tasks. What an order makes easy or hard is shared by its runs, so orders, not runs, are
/// what is independent.
/// </summary>
internal sealed class OrderedDifferences
{
    private OrderedDifferences(IReadOnlyList<double[]> orders, int missingRuns, int missingOrders)
    {
        (Orders, MissingRuns, MissingOrders) = (orders, missingRuns, missingOrders);
        Means = [.. orders.Select(o => o.Average())];
        Runs = orders.Sum(o => o.Length);
    }

    /// <summary>The differences of each order, at least one in each.</summary>
    public IReadOnlyList<double[]> Orders { get; }

    /// <summary>The mean of each order.</summary>
    public double[] Means { get; }

    /// <summary>The number of differences.</summary>
    public int Runs { get; }

    /// <summary>The number of runs left out since one side has no finite value.</summary>
    public int MissingRuns { get; }

    /// <summary>The number of orders left out since none of their runs has a difference.</summary>
    public int MissingOrders { get; }

    /// <summary>The mean of the orders' means: every order counts the same. NaN without a run.</summary>
    public double MeanOfOrderMeans => SampleMoments.Mean(Means);

    /// <summary>The mean over runs: an order with more runs counts more. NaN without a run.</summary>
    public double MeanOverRuns => Orders.Sum(o => o.Sum()) / Runs;

    /// <summary>Whether all differences are the same number.</summary>
    public bool AllEqual => Orders.SelectMany(o => o).Distinct().Count() <= 1;

    /// <summary>Groups differences.</summary>
    /// <param name="differences">The order and the difference of each run; one that is not finite is missing.</param>
    public static OrderedDifferences Of(IEnumerable<(string Order, double Difference)> differences)
    {
        var all = differences.ToArray();
        double[][] orders = [.. all.GroupBy(d => d.Order).Select(g => g.Select(d => d.Difference).Where(double.IsFinite).ToArray())];
        double[][] left = [.. orders.Where(o => o.Length > 0)];
        return new(left, all.Length - left.Sum(o => o.Length), orders.Length - left.Length);
    }
}
