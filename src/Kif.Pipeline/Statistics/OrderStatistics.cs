namespace Kif;

/// <summary>What a difference says of other orders of the tasks: tests that count orders, not runs.</summary>
/// <param name="Orders">The number of orders with a difference.</param>
/// <param name="Runs">The number of differences.</param>
/// <param name="MissingOrders">Orders without any difference, which are left out.</param>
/// <param name="MissingRuns">Runs without a finite difference, which are left out.</param>
/// <param name="PValue">The two-sided p of sign flips of whole orders, on the mean of their means; NaN below two orders.</param>
/// <param name="SmallestPValue">The smallest p that so many orders can give: 2^(1−G). NaN below two orders.</param>
/// <param name="OfMeans">Student's t over the orders' means.</param>
/// <param name="Robust">The mean over runs with cluster-robust errors; the same if all orders have as many runs.</param>
/// <param name="Mixed">The model of random orders.</param>
/// <param name="Variance">The variance between orders, from mean squares, at least 0; NaN below two orders or without two runs of one order.</param>
internal sealed record OrderStatistics(
    int Orders, int Runs, int MissingOrders, int MissingRuns, double PValue, double SmallestPValue, StudentTest OfMeans, ClusterRobustMean Robust,
    RandomOrderModel Mixed, double Variance)
{
    /// <summary>Whether runs of one order are more alike than others, so that tests of runs are too sure; false where one seed does not tell.</summary>
    public bool OrdersMatter => Orders > 1 && Variance > 0;

    /// <summary>Computes all of them.</summary>
    public static OrderStatistics Of(OrderedDifferences data, StatisticsOptions options)
    {
        int orders = data.Orders.Count;
        bool some = orders > 1;
        double error = SampleMoments.Deviation(data.Means) / Math.Sqrt(orders);
        return new(orders, data.Runs, data.MissingOrders, data.MissingRuns, some ? SignFlipTest.PValue(data.Means, options) : double.NaN,
            some ? Math.Pow(2, 1 - orders) : double.NaN,
            some ? StudentTest.Of(data.MeanOfOrderMeans, error, orders - 1, options.Confidence) : StudentTest.Undefined,
            ClusterRobustMean.Of(data, options.Confidence), RandomOrderModel.Of(data, options.Confidence), NoiseAnalysis.OrderVariance(data.Orders));
    }
}
