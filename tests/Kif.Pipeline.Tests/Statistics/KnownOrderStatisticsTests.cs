using System.Text.Json;
using static Kif.Tests.Evaluation.KnownMetrics;

namespace Kif.Tests.Statistics;

/// <summary>Every case of <c>metrics/stats-clustered.json</c>: values of R (clubSandwich, sandwich, lme4), of SciPy and of enumeration.</summary>
public class KnownOrderStatisticsTests
{
    private static readonly JsonElement Known = Whole("stats-clustered.json");

    private static readonly Dictionary<string, JsonElement> Sets = Known.GetProperty("data_sets").EnumerateArray()
        .ToDictionary(s => s.GetProperty("name").GetString()!);

    public static TheoryData<string> Names => [.. Sets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Missing_runs_and_means_agree(string name)
    {
        (JsonElement known, OrderedDifferences data) = (Sets[name], Data(Sets[name]));
        (data.Runs, data.Orders.Count, data.MissingRuns, data.MissingOrders).Should().Be((Count(known, "runs"), Count(known, "orders"),
            Count(known, "dropped_runs"), Count(known, "dropped_orders")));
        data.Orders.Select(o => o.Length).Should().Equal(known.GetProperty("runs_per_order").EnumerateArray().Select(n => n.GetInt32()));
        Agree(data.MeanOfOrderMeans, Part(known, "mean_of_order_means"));
        Agree(data.MeanOverRuns, Part(known, "mean_over_runs"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sign_flips_of_whole_orders_agree(string name)
    {
        OrderStatistics own = Statistics(name);
        if (own.Orders < 2)
        {
            double.IsNaN(own.PValue).Should().BeTrue("one order says nothing of others");
            return;
        }
        JsonElement known = Sets[name].GetProperty("order_sign_flip").GetProperty("mean of order means");
        own.PValue.Should().Be(known.GetProperty("two_sided").GetDouble());
        own.SmallestPValue.Should().Be(known.GetProperty("smallest_possible_two_sided").GetDouble());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tests_of_order_means_agree(string name)
    {
        StudentTest own = Statistics(name).OfMeans;
        JsonElement known = Part(Sets[name], "order_mean_t");
        if (known.ValueKind == JsonValueKind.Undefined || known.TryGetProperty("error", out _))
        {
            double.IsNaN(own.PValue).Should().BeTrue();
            return;
        }
        Agree(own.Estimate, known.GetProperty("mean"));
        Agree(own.StandardError, known.GetProperty("standard_error"), 1e-9);
        Agree(own.PValue, known.GetProperty("p"), 1e-9);
        (own.DegreesOfFreedom, own.Interval.IsDefined).Should().Be((known.GetProperty("df").GetDouble(), true));
        Agree(own.Interval.Low, known.GetProperty("low"), 1e-9);
        Agree(own.Interval.High, known.GetProperty("high"), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cluster_robust_tests_agree(string name)
    {
        ClusterRobustMean own = Statistics(name).Robust;
        JsonElement known = Part(Sets[name], "cluster_robust");
        if (known.ValueKind == JsonValueKind.Undefined)
        {
            double.IsNaN(own.Test.StandardError).Should().BeTrue();
            return;
        }
        Agree(own.Test.Estimate, known.GetProperty("estimate"));
        Agree(own.Cr0, known.GetProperty("CR0_standard_error"), 1e-9);
        Agree(own.Cr1, known.GetProperty("CR1_standard_error"), 1e-9);
        Agree(own.Test.StandardError, known.GetProperty("CR2_standard_error"), 1e-9);
        Agree(own.Test.DegreesOfFreedom, Sets[name].GetProperty("cr2_own").GetProperty("df"), 1e-12);
        Agree(own.Test.PValue, Part(known, "CR2_p"), 1e-9);
        if (double.IsNaN(own.Test.PValue)) return;
        Agree(own.Test.Interval.Low, known.GetProperty("CR2_low"), 1e-9);
        Agree(own.Test.Interval.High, known.GetProperty("CR2_high"), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Models_of_random_orders_agree(string name)
    {
        RandomOrderModel own = Statistics(name).Mixed;
        JsonElement exact = Part(Sets[name], "reml_own");
        if (exact.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            double.IsNaN(own.Criterion).Should().BeTrue();
            return;
        }
        Agree(own.Test.Estimate, exact.GetProperty("estimate"), 1e-9);
        Agree(own.Test.StandardError, exact.GetProperty("standard_error"), 1e-9);
        Agree(own.ResidualVariance, exact.GetProperty("variance_residual"), 1e-9);
        Agree(own.OrderVariance, exact.GetProperty("variance_order"), 1e-9);
        Agree(own.Criterion, exact.GetProperty("reml_criterion"), 1e-11);
        own.AtBoundary.Should().Be(exact.GetProperty("boundary").GetBoolean());
        JsonElement lme4 = Sets[name].GetProperty("mixed");
        Agree(own.Test.Estimate, lme4.GetProperty("estimate"), 1e-5);
        Agree(own.Test.StandardError, lme4.GetProperty("standard_error"), 1e-5);
    }

    [Fact]
    public void Holms_adjustment_over_a_whole_page_agrees()
    {
        JsonElement[] members = [.. Known.GetProperty("family").GetProperty("members").EnumerateArray()];
        JsonElement scores = Known.GetProperty("family").GetProperty("scores");
        double[] ps = [.. members.Select(m => Of(scores, m).Robust.Test.PValue)], adjusted = HolmAdjustment.Of(ps);
        ps.Should().Contain(p => double.IsNaN(p)).And.Contain(p => p < 0.001);
        for (int i = 0; i < members.Length; i++)
        {
            Agree(ps[i], members[i].GetProperty("CR2_p"), 1e-9);
            Agree(adjusted[i], members[i].GetProperty("CR2_holm"), 1e-9);
        }
    }

    private static OrderStatistics Of(JsonElement scores, JsonElement member)
    {
        double[][] Of(string strategy) => Values(scores.GetProperty(member.Text(strategy)).GetProperty(member.Text("metric")));
        (double[][] x, double[][] y) = (Of("strategy"), Of("baseline"));
        return OrderStatistics.Of(OrderedDifferences.Of(x.Zip(y).SelectMany((o, i) => o.First.Zip(o.Second, (a, b) => ($"order-{i}", a - b)))), new());
    }

    private static OrderStatistics Statistics(string name) => OrderStatistics.Of(Data(Sets[name]), new());

    private static OrderedDifferences Data(JsonElement known) =>
        OrderedDifferences.Of(Values(known.GetProperty("differences")).SelectMany((order, i) => order.Select(d => ($"order-{i}", d))));

    private static double[][] Values(JsonElement orders) =>
        [.. orders.EnumerateArray().Select(o => o.EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Null ? double.NaN : d.GetDouble()).ToArray())];

    private static int Count(JsonElement known, string field) => known.GetProperty(field).GetInt32();

    private static JsonElement Part(JsonElement known, string field) => known.TryGetProperty(field, out JsonElement part) ? part : default;

    private static void Agree(double own, JsonElement known, double tolerance = 1e-12)
    {
        if (known.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            double.IsNaN(own).Should().BeTrue("the known answer is undefined, and {0} is not", own);
        else own.Should().BeApproximately(known.GetDouble(), tolerance * Math.Max(1, Math.Abs(known.GetDouble())));
    }
}
