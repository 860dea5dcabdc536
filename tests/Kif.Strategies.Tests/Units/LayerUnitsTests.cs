namespace Kif.Strategies.Tests.Units;

public sealed class LayerUnitsTests
{
    [Fact]
    public void A_layer_is_one_unit_and_what_lies_outside_layers_is_one_per_tensor()
    {
        var space = new ParameterSpace(
        [
            Weight("shared", null, 2), Weight("encoder.block.0.q", 0, 2), Weight("encoder.block.0.k", 0, 1), Weight("encoder.block.1.q", 1, 3),
            Weight("decoder.block.0.q", 0, 1),
            Weight("norm", null, 1),
        ], ScalarType.Float64);

        SkillUnits units = new LayerUnits().Decompose(space);

        units.Names.Should().Equal("shared", "encoder.block.0", "encoder.block.1", "decoder.block.0", "norm");
        units.CoversAll.Should().BeTrue();
        using Tensor spread = units.Spread([1, 2, 3, 4, 5], -1);
        spread.data<double>().ToArray().Should().Equal(1, 1, 2, 2, 2, 3, 3, 3, 4, 5);
        units.Reduce(spread, UnitAggregation.ProductOfMeans).Values.ToArray().Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public void A_model_that_knows_no_layers_is_refused() =>
        FluentActions.Invoking(() => new LayerUnits().Decompose(new ParameterSpace([Weight("w", null, 1)], ScalarType.Float64)))
            .Should().Throw<CompositionException>().WithMessage("layer units*");

    private static ParameterInfo Weight(string name, int? layer, long size) =>
        new($"{name}.weight"[..name.Length], new ModuleInfo(name, layer), ParameterRole.Weight, [size]);
}
