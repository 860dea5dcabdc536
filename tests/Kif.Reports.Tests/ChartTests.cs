using Kif.Reports;

namespace Kif.Tests.Reports;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 100, new[] { 0.0, 20, 40, 60, 80, 100 })]
    [InlineData(-3, 7, new[] { -2.0, 0, 2, 4, 6 })]
    [InlineData(0, 0.0015, new[] { 0, 0.0005, 0.001, 0.0015 })]
    public void Ticks_are_round_values_between_the_bounds(double min, double max, double[] ticks) => AxisTicks.Between(min, max).Should().Equal(ticks);

    [Fact]
    public void Names_that_would_lie_upon_each_other_are_moved_apart_within_bounds()
    {
        IReadOnlyList<double> moved = LabelSpread.Apart([10, 11, 12, 100], 14, 0, 200);
        moved.Zip(moved.Skip(1)).Should().OnlyContain(p => p.Second - p.First > 13.9);
        moved.Should().OnlyContain(m => m >= 0 && m <= 200);
    }

    [Fact]
    public void The_front_is_what_no_other_point_beats() =>
        CostFigures.Front([("cheap", 0, 1, 10), ("good", 1, 5, 50), ("dear", 2, 6, 40), ("twin", 3, 5, 50), ("worse", 4, 2, 9)]).Should()
        .BeEquivalentTo(["cheap", "good", "twin"]);

    [Theory]
    [InlineData("base_model.model.encoder.block.0.layer.0.SelfAttention.q.|||7", "base_model.model.encoder.block.0.layer.0.SelfAttention.q")]
    [InlineData("model.layers.3.mlp.up_proj rank 12", "model.layers.3.mlp.up_proj")]
    [InlineData("model.layers.3.mlp.up_proj.lora_A.weight", "model.layers.3.mlp.up_proj.lora_A.weight")]
    [InlineData("w[12]", "w")]
    [InlineData("7", "7")]
    public void The_module_of_a_unit_is_its_name_without_its_number(string unit, string module) => UnitName.ModuleOf(unit).Should().Be(module);

    [Fact]
    public void What_became_of_a_unit_follows_from_the_weight_of_the_new_model()
    {
        UnitHistory.Of(0.1).Should().Be(UnitHistory.Protected);
        UnitHistory.Of(0.5).Should().Be(UnitHistory.Shared);
        UnitHistory.Of(0.9).Should().Be(UnitHistory.Overwritten);
    }
}
