namespace Kif.Strategies.Tests.Family;

/// <summary>algorithms.md 15.4, 15.5, 15.9, 15.10, 15.19 and 15.20.</summary>
public sealed class KifPropertyTests
{
    private static readonly ParameterSpace Lora = LoraSpace.Of(3, ("a", 4, 5), ("b", 2, 3));

    [Theory]
    [InlineData(0.1)]
    [InlineData(7)]
    public void Scaling_all_gradients_scales_rank_scores_by_the_fourth_power_and_leaves_the_fusion_alone(double c)
    {
        (double[] scores, double[] fused) = TwoTasks(new RankUnits(), SensitivityOrder.First, 1);
        (double[] scaledScores, double[] scaledFused) = TwoTasks(new RankUnits(), SensitivityOrder.First, c);
        FusedNumbersTests.Compare([.. scaledScores.Zip(scores, (a, b) => a / b)], [.. scores.Select(_ => Math.Pow(c, 4))], 1e-9);
        FusedNumbersTests.Compare(scaledFused, fused, 1e-9);
        TwoTasks(new RankUnits(), SensitivityOrder.Mixed, c).Fused.Should()
            .NotEqual(TwoTasks(new RankUnits(), SensitivityOrder.Mixed, 1).Fused, "the mixed estimator is not of one degree");
    }

    [Fact]
    public void Permuting_the_ranks_of_a_module_permutes_scores_and_fused_weights()
    {
        int[] order = Permutation([2, 0, 1]);
        double[] At(double[] values) => [.. order.Select(i => values[i])];
        (KifDriver plain, KifDriver turned) = (Driver(), Driver());
        double[] start = KifDriver.Numbers(Lora, 1), end = KifDriver.Numbers(Lora, 2), last = KifDriver.Numbers(Lora, 3);
        double[][] first = Gradients(10), second = Gradients(20);
        plain.Learn(new double[Lora.Length], start, first);
        turned.Learn(new double[Lora.Length], At(start), [.. first.Select(At)]);
        FusedNumbersTests.Compare(turned.Learn(At(start), At(end), [.. second.Select(At)]), At(plain.Learn(start, end, second)), 1e-12);

        // Rank i of module a after the permutation is rank [2, 0, 1][i] before it; module b is untouched.
        double[] before = plain.Strategy.Accumulated!.Values.ToArray(), after = turned.Strategy.Accumulated!.Values.ToArray();
        FusedNumbersTests.Compare(after, [before[2], before[0], before[1], .. before[3..]], 1e-12);
        last.Should().NotEqual(end);
    }

    [Fact]
    public void The_order_in_which_units_are_listed_changes_nothing()
    {
        double[] Run(ISkillUnitDecomposer decomposer)
        {
            var driver = new KifDriver(Lora, decomposer, new SensitivityImportance(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()));
            driver.Learn(new double[Lora.Length], KifDriver.Numbers(Lora, 1), Gradients(10));
            if (decomposer is Shuffled shuffled)
            {
                shuffled.Seed = 99;
                driver.Strategy.AttachSpace(new SpaceAttachment { Space = Lora });
            }
            return driver.Learn(KifDriver.Numbers(Lora, 1), KifDriver.Numbers(Lora, 2), Gradients(20));
        }
        FusedNumbersTests.Compare(Run(new Shuffled()), Run(new RankUnits()), 1e-14);
    }

    [Theory]
    [InlineData("threshold", 0.5)]
    [InlineData("adaptive", 0.5)]
    [InlineData("fisher-weighted", 0.5)]
    [InlineData("element-masks", 0.5)]
    public void Equal_scores_everywhere_average_and_stay_finite(string fuser, double c)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, (int)Lora.Length)], start = KifDriver.Numbers(Lora, 1), end = KifDriver.Numbers(Lora, 2);
        var driver = new KifDriver(Lora, new RankUnits(), new GivenScores(ones), FusedNumbersTests.Make(fuser));
        driver.Learn(ones, start);
        FusedNumbersTests.Compare(driver.Learn(start, end), [.. start.Zip(end, (a, b) => a + c * (b - a))], 1e-12);
        driver.Strategy.Accumulated!.Values.ToArray().Should().OnlyContain(v => v == 0);
        driver.Learn(start, end).Should().OnlyContain(w => double.IsFinite(w));
    }

    [Theory]
    [MemberData(nameof(FusedNumbersTests.Fusers), MemberType = typeof(FusedNumbersTests))]
    [InlineData("ties")]
    public void A_strategy_whose_state_was_restored_between_tasks_goes_on_with_the_same_weights(string fuser)
    {
        KifDriver whole = Driver(fuser), resumed = Driver(fuser);
        double[] start = KifDriver.Numbers(Lora, 1), end = KifDriver.Numbers(Lora, 2), last = KifDriver.Numbers(Lora, 3);
        whole.Learn(new double[Lora.Length], start, Gradients(10));
        whole.Learn(start, end, Gradients(20));
        var copy = new StateCopy();
        whole.Strategy.Visit(copy);
        copy.Reads = true;
        resumed.Strategy.Visit(copy);
        resumed.Learn(end, last, Gradients(30)).Should().Equal(whole.Learn(end, last, Gradients(30)));
    }

    [Fact]
    public void A_tied_tensor_is_counted_and_fused_once()
    {
        var space = new ParameterSpace(
            [new("shared", new ModuleInfo("shared"), ParameterRole.Weight, [2, 2], true, ["encoder.embed", "head"]),
                new("w", new ModuleInfo("w"), ParameterRole.Weight, [2])], ScalarType.Float64);
        var driver = new KifDriver(space, new MatrixUnits(), new GivenScores([1, 1, 1, 1, 5, 5], [3, 3, 3, 3, 1, 1]), new FixedRatioFuser(0.25));
        driver.Learn(new double[6], new double[6]);
        driver.Learn(new double[6], [4, 4, 4, 4, 4, 4]).Should().OnlyContain(w => w == 1);
        driver.Strategy.Units.Names.Should().Equal("shared", "w");
    }

    [Fact]
    public void More_units_than_can_be_listed_are_explained_by_means_per_tensor()
    {
        var space = new ParameterSpace(
            [new("a", new ModuleInfo("a"), ParameterRole.Weight, [150, 100]), new("b", new ModuleInfo("b"), ParameterRole.Weight, [100, 100])],
            ScalarType.Float64);
        double[] scores = [.. Enumerable.Range(0, 25_000).Select(i => i < 15_000 ? 1.0 : i % 2 == 0 ? 0 : 2)];
        var driver = new KifDriver(space, new ElementUnits(), new GivenScores(scores), new AdaptiveFuser(new()));
        driver.Learn(new double[25_000], new double[25_000]);
        driver.Learn(new double[25_000], new double[25_000]);
        driver.Explanation!.SummaryOf.Should().Be(25_000);
        driver.Explanation.Units.Should().Equal("a", "b");
        FusedNumbersTests.Compare([.. driver.Explanation.Current], [0.5, 0.5], 1e-12);
        FusedNumbersTests.Compare([.. driver.Explanation.Coefficients], [0.5, 0.5], 1e-12);
        IReadOnlyList<int> counts = driver.Explanation.CoefficientCounts!;
        counts.Sum().Should().Be(25_000, "every unit is counted, also where means over tensors hide it");
        counts.Should().HaveCount(FusionReport.Parts);
    }

    [Theory]
    [MemberData(nameof(FusedNumbersTests.Fusers), MemberType = typeof(FusedNumbersTests))]
    [InlineData("ties")]
    public void The_state_has_the_same_number_of_bytes_after_every_task(string fuser)
    {
        KifDriver driver = Driver(fuser);
        var sizes = new List<long>();
        for (ulong task = 0; task < 30; task++)
        {
            driver.Learn(KifDriver.Numbers(Lora, task), KifDriver.Numbers(Lora, task + 1), Gradients(10 * task));
            sizes.Add(StateSize.Of(driver.Strategy));
        }
        sizes.Should().OnlyContain(s => s == sizes[0]).And.OnlyContain(s => s > 0);
    }

    private static KifDriver Driver(string fuser = "adaptive") =>
        new(Lora, new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), FusedNumbersTests.Make(fuser));

    private static double[][] Gradients(ulong seed) => [.. Enumerable.Range(0, 4).Select(s => KifDriver.Numbers(Lora, seed + 100 + (ulong)s))];

    private static (double[] Scores, double[] Fused) TwoTasks(ISkillUnitDecomposer decomposer, SensitivityOrder order, double scale)
    {
        var driver = new KifDriver(Lora, decomposer, new SensitivityImportance(order, new()), new AdaptiveFuser(new()));
        double[][] Scaled(ulong seed) => [.. Gradients(seed).Select(g => g.Select(v => scale * v).ToArray())];
        double[] start = KifDriver.Numbers(Lora, 1);
        driver.Learn(new double[Lora.Length], start, Scaled(10));
        double[] scores = driver.Strategy.Accumulated!.Values.ToArray();
        return (scores, driver.Learn(start, KifDriver.Numbers(Lora, 2), Scaled(20)));
    }

    /// <summary>Where each element comes from when the ranks of module a are put in another order.</summary>
    private static int[] Permutation(int[] ranks)
    {
        using var scope = torch.NewDisposeScope();
        Tensor index = torch.arange(Lora.Length, dtype: ScalarType.Int64), order = torch.tensor(ranks.Select(r => (long)r).ToArray());
        Tensor a = index[..12].view(3, 4).index_select(0, order).flatten(), b = index[12..27].view(5, 3).index_select(1, order).flatten();
        return [.. torch.cat([a, b, index[27..]]).data<long>().Select(i => (int)i)];
    }

    private sealed class Shuffled : ISkillUnitDecomposer
    {
        public ulong Seed { get; set; } = 5;

        public SkillUnits Decompose(ParameterSpace space)
        {
            SkillUnit[] units = [.. new RankUnits().Decompose(space).Units];
            new RandomStream(Seed).Shuffle<SkillUnit>(units);
            return new SkillUnits(space, units);
        }
    }
}
