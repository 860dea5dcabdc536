namespace Kif.Strategies.Tests.Units;

public sealed class ElementUnitsTests
{
    [Fact]
    public void Every_element_has_a_name_and_a_score_of_its_own()
    {
        var space = new ParameterSpace([new("a", new ModuleInfo("a"), ParameterRole.Weight, [2, 3]), new("b", new ModuleInfo("b"), ParameterRole.Bias, [2])],
            ScalarType.Float64);
        SkillUnits units = new ElementUnits().Decompose(space);
        units.Names.Should().Equal("a[0,0]", "a[0,1]", "a[0,2]", "a[1,0]", "a[1,1]", "a[1,2]", "b[0]", "b[1]");
        units.Units[4].Should().BeEquivalentTo(new SkillUnit("a[1,1]", [new UnitPart(0, UnitPart.Flat, 4, 1)]));
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8];
        using Tensor spread = units.Spread(values, -1);
        spread.data<double>().ToArray().Should().Equal(values);
        foreach (UnitAggregation how in Enum.GetValues<UnitAggregation>()) units.Reduce(spread, how).Values.ToArray().Should().Equal(values);
        units.Invoking(u => u.Units[8]).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Units_listed_one_by_one_agree_with_units_on_demand()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        SkillUnits lazy = new ElementUnits().Decompose(space), listed = new(space, [.. lazy.Units]);
        using Tensor scores = torch.linspace(0, 1, space.Length, dtype: ScalarType.Float64), spread = listed.Spread(scores.data<double>().ToArray(), 0);
        spread.data<double>().ToArray().Should().Equal(scores.data<double>().ToArray());
        listed.Reduce(scores, UnitAggregation.Mean).Values.ToArray().Should().Equal(lazy.Reduce(scores, UnitAggregation.Mean).Values.ToArray());
        listed.Names.Should().Equal(lazy.Names);
    }

    [Fact]
    public void Millions_of_elements_cost_no_object_each()
    {
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [2000, 1500])], ScalarType.Float32);
        using Tensor scores = torch.ones(space.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SkillUnits units = new ElementUnits().Decompose(space);
        UnitScores reduced = units.Reduce(scores, UnitAggregation.Mean);
        UnitScores same = reduced.InOrderOf(units.Names);
        long spent = GC.GetAllocatedBytesForCurrentThread() - before;
        same.Should().BeSameAs(reduced);
        units.Names[2_999_999].Should().Be("w[1999,1499]");
        spent.Should().BeLessThan(3 * 8 * space.Length, "a score is 8 bytes and is copied at most twice");
    }

    [Fact]
    public void The_key_of_the_units_tells_spaces_apart()
    {
        SkillUnits Units(int rank) => new ElementUnits().Decompose(LoraSpace.Of(rank, ("m", 3, 4)));
        Units(2).Key.Should().Be(Units(2).Key).And.NotBe(Units(3).Key);
        var scores = new UnitScores(Units(2).Names, new double[14]);
        scores.Key.Should().Be(Units(2).Key);
        scores.Invoking(s => s.InOrderOf(Units(3).Names)).Should().Throw<ArgumentException>();
    }
}
