using System.Text.Json;
using MathNet.Numerics.Distributions;
using static Kif.Tests.Evaluation.KnownMetrics;

namespace Kif.Tests.Statistics;

/// <summary>Every case of <c>metrics/stats.json</c>: values of SciPy and statsmodels.</summary>
public class KnownStatisticsTests
{
    private static readonly JsonElement Known = Whole("stats.json");

    private static readonly Dictionary<string, JsonElement> Arrays = Known.GetProperty("arrays").EnumerateArray()
        .ToDictionary(a => a.GetProperty("name").GetString()!);

    public static TheoryData<string> Names => [.. Arrays.Keys];

    public static TheoryData<string> Resampled => [.. Arrays.Where(a => Part(a.Value, "bootstrap") is not null).Select(a => a.Key)];

    public static TheoryData<string> Flipped => [.. Arrays.Where(a => Part(a.Value, "sign_flip") is not null).Select(a => a.Key)];

    public static TheoryData<string> Sized => [.. Arrays.Where(a => Part(a.Value, "cohens_d") is not null).Select(a => a.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mean_spread_and_t_interval_agree(string name)
    {
        foreach (JsonProperty known in Arrays[name].GetProperty("describe").EnumerateObject())
        {
            var summary = SampleSummary.Of(Values(Arrays[name], known.Name));
            Agree(summary.Mean, known.Value.GetProperty("mean"));
            Agree(summary.StandardDeviation, known.Value.GetProperty("sd"));
            Agree(summary.StandardError, known.Value.GetProperty("standard_error"));
            JsonElement interval = known.Value.GetProperty("t_interval_95");
            if (interval.ValueKind == JsonValueKind.Null)
                (summary.Student.High - summary.Student.Low).Should().Match(width => width == 0 || double.IsNaN(width));
            else Agree(summary.Student, interval[0], interval[1]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_t_interval_of_paired_differences_agrees(string name)
    {
        if (Part(Part(Arrays[name], "paired_t"), "two-sided")?.GetProperty("confidence_interval_95") is not { ValueKind: JsonValueKind.Array } interval)
        {
            SampleSummary.Of(Values(Arrays[name], "difference")).StandardError.Should()
                .Match(e => e == 0 || double.IsNaN(e), "only differences without spread have none");
            return;
        }
        Agree(SampleSummary.Of(Values(Arrays[name], "difference")).Student, interval[0], interval[1]);
    }

    [Theory]
    [MemberData(nameof(Flipped))]
    public void Sign_flips_agree(string name)
    {
        double p = SignFlipTest.PValue(Values(Arrays[name], "difference"), new());
        p.Should().Be(Arrays[name].GetProperty("sign_flip").GetProperty("two_sided_by_absolute_value").GetDouble());
    }

    [Theory]
    [MemberData(nameof(Sized))]
    public void Effect_sizes_agree(string name)
    {
        JsonElement known = Arrays[name].GetProperty("cohens_d");
        var sizes = EffectSizes.Of(Values(Arrays[name], "x"), Values(Arrays[name], "y"));
        Agree(sizes.Differences, known.GetProperty("d_z"));
        Agree(sizes.Average, known.GetProperty("d_av"));
        Agree(sizes.Pooled, known.GetProperty("d_pooled"));
        if (known.GetProperty("d_rm").ValueKind == JsonValueKind.Number) Agree(sizes.Repeated, known.GetProperty("d_rm"));
        Agree(sizes.HedgesFactor, known.GetProperty("hedges_factor_1_minus_3_over_4df_minus_1"));
    }

    [Theory]
    [MemberData(nameof(Resampled))]
    public void Bootstrap_intervals_agree_within_their_own_noise(string name)
    {
        foreach (JsonProperty known in Arrays[name].GetProperty("bootstrap").EnumerateObject())
        {
            string[] what = known.Name.Split('/');
            BootstrapForm form = what[1] switch { "percentile" =>
                BootstrapForm.Percentile, "BCa" =>
                BootstrapForm.BiasCorrected, "basic" => BootstrapForm.Basic, _ => throw new InvalidDataException(known.Name) };
            ConfidenceInterval own = SampleSummary.Of(Values(Arrays[name], what[0]), new() { Bootstrap = form, Resamples = 200_000 }).Bootstrap;
            // The mean of a few resampled values takes few values, and an end may be the next of them.
            double[] tolerance = known.Value.Numbers(Arrays[name].GetProperty("n").GetInt32() <= 6 ? "tolerance_at_10000" : "tolerance_at_200000");
            own.Low.Should().BeApproximately(known.Value.GetProperty("low_mean_of_5_runs").GetDouble(), tolerance[0], "of {0}", known.Name);
            own.High.Should().BeApproximately(known.Value.GetProperty("high_mean_of_5_runs").GetDouble(), tolerance[1], "of {0}", known.Name);
        }
    }

    [Fact]
    public void Holms_adjustment_agrees()
    {
        JsonElement[] cases = [.. Known.GetProperty("multiple_testing").EnumerateArray()];
        cases.Should().NotBeEmpty();
        foreach (JsonElement known in cases)
            foreach ((double own, double wanted) in HolmAdjustment.Of(known.Numbers("p")).Zip(known.GetProperty("holm").Numbers("adjusted")))
                own.Should().BeApproximately(wanted, 1e-12);
    }

    [Fact]
    public void Quantiles_of_t_agree()
    {
        JsonElement[] cases = [.. Known.GetProperty("student_t").EnumerateArray()];
        cases.Should().NotBeEmpty();
        foreach (JsonElement known in cases)
        {
            double freedom = known.GetProperty("df").GetDouble();
            foreach (double share in new[] { 0.9, 0.95, 0.975, 0.995 })
                Agree(StudentT.InvCDF(0, 1, freedom, share), known.GetProperty(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"t_{share}")));
        }
    }

    private static JsonElement? Part(JsonElement? array, string name) =>
        array is { } all && all.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.Object && part.EnumerateObject().Any()
        ? part : null;

    private static double[] Values(JsonElement array, string name) => name switch
    {
        "difference" => [.. array.Numbers("x").Zip(array.Numbers("y"), (x, y) => x - y)],
        _ => array.Numbers(name),
    };

    private static void Agree(ConfidenceInterval own, JsonElement low, JsonElement high)
    {
        Agree(own.Low, low);
        Agree(own.High, high);
    }

    private static void Agree(double own, JsonElement known)
    {
        if (known.ValueKind == JsonValueKind.Null) double.IsNaN(own).Should().BeTrue("the known answer is undefined, and {0} is not", own);
        else own.Should().BeApproximately(known.GetDouble(), 1e-9 * Math.Max(1, Math.Abs(known.GetDouble())));
    }
}
