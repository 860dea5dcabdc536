using Kif.Strategies.Tests.Scoring;

namespace Kif.Strategies.Tests.Family;

/// <summary>algorithms.md 14.4, 14.5, 15.1 and 15.2: fused weights, not coefficients alone.</summary>
public sealed class FusedNumbersTests
{
    private static readonly ParameterSpace Ten = new(Enumerable.Range(0, 10)
        .Select(i => new ParameterInfo($"p{i}", new ModuleInfo($"p{i}"), ParameterRole.Weight, [2])), ScalarType.Float64);

    public static TheoryData<string> Fusers =>
        ["threshold", "adaptive", "average", "take-current", "take-previous", "fisher-weighted", "element-masks", "pruned"];

    [Fact]
    public void Threshold_fusion_gives_the_weights_of_the_worked_example()
    {
        double[][] wanted = [[0.65, 2.2], [0.75, 1], [1, -2], [0.5, 4], .. Enumerable.Repeat<double[]>([0.75, 1], 6)];
        Compare(Worked(new ThresholdFuser(new())), [.. wanted.SelectMany(w => w)], 1e-9);
    }

    [Fact]
    public void Adaptive_fusion_gives_the_weights_of_the_worked_example() => Compare(Worked(new AdaptiveFuser(new())),
    [
        0.75, 1, 0.792367998608, 0.4915840167, 0.977580969249, -1.73097163099, 0.516131028157, 3.80642766212, 0.625723564652, 2.49131722417,
        0.805224250645, 0.337308992266, 0.646899364294, 2.23720762847, 0.636053645461, 2.36735625446, 0.903363139943, -0.840357679313, 0.855749329308,
        -0.268991951699,
    ], 1e-9);

    [Fact]
    public void Scores_accumulate_as_in_the_worked_example()
    {
        var driver = new KifDriver(Ten, new MatrixUnits(), new GivenScores(Twice(ScoreMathTests.Accumulated), Twice(ScoreMathTests.Current)),
            new ThresholdFuser(new()));
        driver.Learn(new double[20], new double[20]);
        Compare(driver.Strategy.Accumulated!.Values.ToArray(), ScoreMathTests.Accumulated, 1e-12);
        driver.Learn(new double[20], new double[20]);
        Compare(driver.Strategy.Accumulated!.Values.ToArray(),
            [1, 0, 0.127723970944, 0.608353510896, 0.0841404358354, 0.111985472155, 0.308111380145, 0.19612590799, 0.0510895883777, 0.0887409200969], 1e-9);
    }

    /// <summary>algorithms.md 14.5, the factor-level check: A and B are interpolated apart, so their product is not.</summary>
    [Fact]
    public void Rank_units_interpolate_the_factors_and_not_their_product()
    {
        ParameterSpace space = LoraSpace.Of(1, ("m", 2, 1));
        var driver = new KifDriver(space, new RankUnits(), new GivenScores([1, 1, 1]), new FixedRatioFuser(0.3));
        driver.Learn([0, 0, 0], [1, 0, 1]);
        double[] fused = driver.Learn([1, 0, 1], [0, 1, 3]);
        Compare(fused, [0.7, 0.3, 1.6], 1e-12);
        Compare([fused[2] * fused[0], fused[2] * fused[1]], [1.12, 0.48], 1e-12);
    }

    [Fact]
    public void The_first_task_is_kept_as_trained_and_its_scores_raw()
    {
        var driver = new KifDriver(Ten, new MatrixUnits(), new GivenScores(Twice(ScoreMathTests.Current)), new FixedRatioFuser(0));
        double[] end = KifDriver.Numbers(Ten, 1);
        driver.Learn(new double[20], end).Should().Equal(end);
        driver.Strategy.Accumulated!.Values.ToArray().Should().Equal(ScoreMathTests.Current);
        driver.Explanation!.Coefficients.Should().BeEmpty();
    }

    [Fact]
    public void Coefficients_of_one_zero_and_a_half_are_exact()
    {
        double[] start = KifDriver.Numbers(Ten, 2), end = KifDriver.Numbers(Ten, 3);
        double[] Fuse(double c)
        {
            var driver = new KifDriver(Ten, new MatrixUnits(), new GivenScores(Twice(ScoreMathTests.Current)), new FixedRatioFuser(c));
            driver.Learn(new double[20], start);
            return driver.Learn(start, end);
        }
        Fuse(1).Should().Equal(end);
        Fuse(0).Should().Equal(start);
        Compare(Fuse(0.5), [.. start.Zip(end, (a, b) => (a + b) / 2)], 1e-15);
    }

    [Theory]
    [MemberData(nameof(Fusers))]
    public void Every_fused_element_lies_between_the_two_inputs(string name)
    {
        double[] start = KifDriver.Numbers(Ten, 4), end = KifDriver.Numbers(Ten, 5), scores = [.. KifDriver.Numbers(Ten, 6).Select(Math.Abs)],
            more = [.. KifDriver.Numbers(Ten, 7).Select(Math.Abs)];
        var driver = new KifDriver(Ten, new MatrixUnits(), new GivenScores(scores, more), Make(name));
        driver.Learn(new double[20], start);
        double[] fused = driver.Learn(start, end);
        for (int i = 0; i < 20; i++) fused[i].Should().BeInRange(Math.Min(start[i], end[i]) - 1e-15, Math.Max(start[i], end[i]) + 1e-15, name);
        if (name is not ("take-current" or "take-previous")) fused.Should().NotEqual(start).And.NotEqual(end);
    }

    internal static IKnowledgeFuser Make(string name) => name switch
    {
        "threshold" => new ThresholdFuser(new()),
        "adaptive" => new AdaptiveFuser(new()),
        "average" => new FixedRatioFuser(0.5),
        "take-current" => new FixedRatioFuser(1),
        "take-previous" => new FixedRatioFuser(0),
        "fisher-weighted" => new FisherWeightedFuser(new()),
        "element-masks" => new ElementMaskFuser(new()),
        "ties" => new TiesFuser(new()),
        _ => new ElementMaskFuser(new() { Rule = ElementMergeRule.Pruned }),
    };

    private static double[] Worked(IKnowledgeFuser fuser)
    {
        var driver = new KifDriver(Ten, new MatrixUnits(), new GivenScores(Twice(ScoreMathTests.Accumulated), Twice(ScoreMathTests.Current)), fuser);
        double[] previous = [.. Enumerable.Repeat<double[]>([0.5, 4], 10).SelectMany(p => p)],
            current = [.. Enumerable.Repeat<double[]>([1, -2], 10).SelectMany(p => p)];
        driver.Learn(new double[20], previous);
        return driver.Learn(previous, current);
    }

    private static double[] Twice(double[] perUnit) => [.. perUnit.SelectMany(s => new[] { s, s })];

    internal static void Compare(double[] seen, double[] wanted, double tolerance)
    {
        seen.Should().HaveCount(wanted.Length);
        for (int i = 0; i < wanted.Length; i++) seen[i].Should().BeApproximately(wanted[i], tolerance * Math.Max(1, Math.Abs(wanted[i])), $"element {i}");
    }
}
