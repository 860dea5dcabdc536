namespace Kif.Strategies.Tests.Units;

public sealed class RankUnitsTests
{
    /// <summary>algorithms.md 14.2: the score of a rank unit is the mean of the outer product of its factors' scores.</summary>
    [Fact]
    public void The_score_of_a_rank_unit_is_the_mean_of_its_outer_product()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        SkillUnits units = new RankUnits().Decompose(space);
        using Tensor scores = torch.tensor(new double[] { 1, 2, 3, 0.5, 0, 1, /* B */ 0.2, 1, 0.4, 0, 0.6, 2, 0, 1 });

        double[] result = units.Reduce(scores, UnitAggregation.ProductOfMeans).Values.ToArray();

        result[0].Should().BeApproximately(0.6, 1e-12);
        result[1].Should().BeApproximately(0.5, 1e-12);
        units.Units.Select(u => u.Name).Should().Equal("base_model.model.m.|||0", "base_model.model.m.|||1");
    }

    [Fact]
    public void Modules_of_different_ranks_have_as_many_units_as_their_rank()
    {
        ParameterSpace space = LoraSpace.Of(("m", 3, 2, 1), ("n", 1, 2, 3));
        SkillUnits units = new RankUnits().Decompose(space);
        using Tensor spread = units.Spread([1, 2, 3, 4], outside: -1);

        units.Units.Select(u => u.Name).Should()
            .Equal("base_model.model.m.|||0", "base_model.model.n.|||0", "base_model.model.n.|||1", "base_model.model.n.|||2");
        spread.data<double>().ToArray().Should().Equal(1, 1, 1, 1, 1, /* n */ 2, 3, 4, 2, 3, 4, 2, 3, 4);
        units.Reduce(spread, UnitAggregation.Max).Values.ToArray().Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public void Parts_of_a_fused_map_are_units_of_their_own_and_share_the_row_of_A()
    {
        var fused = new ModuleInfo("m", 0, 4) { Slices = [("q", 2), ("k", 1), ("v", 1)] };
        var space = new ParameterSpace(
            [new("m.lora_A.weight", fused, ParameterRole.LoraA, [2, 3]), new("m.lora_B.weight", fused, ParameterRole.LoraB, [4, 2])], ScalarType.Float64);
        SkillUnits units = new SlicedRankUnits().Decompose(space);

        using Tensor spread = units.Spread([1, 2, 3, 4, 5, 6, 7, 8], outside: -1);

        units.Names.Should().Equal("m.|||0.in", "m.|||0.q", "m.|||0.k", "m.|||0.v", "m.|||1.in", "m.|||1.q", "m.|||1.k", "m.|||1.v");
        spread.data<double>().ToArray().Should().Equal(1, 1, 1, 5, 5, 5, /* B */ 2, 6, 2, 6, 3, 7, 4, 8);
        units.CoversAll.Should().BeTrue();
        units.Reduce(spread, UnitAggregation.Sum).Values.ToArray().Should().Equal(3, 4, 3, 4, 15, 12, 7, 8);
        units.Reduce(spread, UnitAggregation.ProductOfMeans).Values.ToArray().Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
    }

    [Theory]
    [InlineData(0, 2, 1, 2, "overlap")]
    [InlineData(0, 2, 2, 3, "outside")]
    [InlineData(-1, 2, 2, 2, "outside")]
    public void Ranges_that_overlap_or_leave_the_matrix_are_refused(long start, long count, long other, long more, string said)
    {
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [4, 2])], ScalarType.Float64);
        SkillUnit Unit(string name, long from, long width) => new(name, [new UnitPart(0, 1, 0, 1) { Within = (from, width) }]);

        FluentActions.Invoking(() => new SkillUnits(space, [Unit("a", start, count), Unit("b", other, more)])).Should().Throw<ArgumentException>()
            .WithMessage($"*{said}*");
    }

    [Fact]
    public void Modules_that_are_not_fused_have_the_same_units_under_both_names()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));

        new SlicedRankUnits().Decompose(space).Units.Should().BeEquivalentTo(new RankUnits().Decompose(space).Units);
    }

    [Fact]
    public void Other_aggregations_are_over_the_elements_of_both_factors()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        SkillUnits units = new RankUnits().Decompose(space);
        using Tensor scores = torch.tensor(new double[] { 1, 2, 3, 0.5, 0, 1, 0.2, 1, 0.4, 0, 0.6, 2, 0, 1 });

        units.Reduce(scores, UnitAggregation.Sum).Values.ToArray().Should()
            .SatisfyRespectively(a => a.Should().BeApproximately(7.2, 1e-12), b => b.Should().BeApproximately(5.5, 1e-12));
        units.Reduce(scores, UnitAggregation.Mean).Values.ToArray().Should()
            .SatisfyRespectively(a => a.Should().BeApproximately(7.2 / 7, 1e-12), b => b.Should().BeApproximately(5.5 / 7, 1e-12));
        units.Reduce(scores, UnitAggregation.Max).Values.ToArray().Should().Equal(3, 2);
    }

    [Fact]
    public void Spreading_puts_each_units_value_on_its_row_of_A_and_its_column_of_B()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        SkillUnits units = new RankUnits().Decompose(space);

        using Tensor spread = units.Spread([10, 20], outside: -1);

        spread.data<double>().ToArray().Should().Equal(10, 10, 10, 20, 20, 20, 10, 20, 10, 20, 10, 20, 10, 20);
    }

    [Fact]
    public void Reducing_a_spread_gives_the_values_back()
    {
        ParameterSpace space = LoraSpace.Of(3, ("a", 5, 4), ("b", 2, 7));
        SkillUnits units = new RankUnits().Decompose(space);
        double[] values = [1, 2, 3, 4, 5, 6];

        using Tensor spread = units.Spread(values, 0);

        units.Reduce(spread, UnitAggregation.Mean).Values.ToArray().Should().Equal(values);
    }

    [Fact]
    public void A_model_without_LoRA_is_refused()
    {
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [2, 2])], ScalarType.Float64);
        FluentActions.Invoking(() => new RankUnits().Decompose(space)).Should().Throw<CompositionException>().WithMessage("*LoRA*");
    }

    [Fact]
    public void Matrix_units_take_A_and_B_apart_and_average_all_elements()
    {
        ParameterSpace space = LoraSpace.Of(1, ("m", 2, 2));
        SkillUnits units = new MatrixUnits().Decompose(space);
        using Tensor scores = torch.tensor(new double[] { 1, 3, 5, 9 });

        units.Reduce(scores, UnitAggregation.ProductOfMeans).Values.ToArray().Should().Equal(2, 7);
    }

    [Fact]
    public void Overlapping_units_are_refused()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        SkillUnit[] units = [new("one", [new UnitPart(0, 0, 0, 2)]), new("two", [new UnitPart(0, 0, 1, 1)])];
        FluentActions.Invoking(() => new SkillUnits(space, units)).Should().Throw<ArgumentException>().WithMessage("*'one' and 'two' overlap*");
    }

    [Fact]
    public void Units_that_leave_elements_out_spread_the_outside_value_there()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        var units = new SkillUnits(space, [new("second row", [new UnitPart(0, 0, 1, 1)])]);

        using Tensor spread = units.Spread([7], outside: 1);

        spread.data<double>().ToArray()[..6].Should().Equal(1, 1, 1, 7, 7, 7);
    }
}
