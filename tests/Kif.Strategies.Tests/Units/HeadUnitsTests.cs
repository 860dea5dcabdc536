namespace Kif.Strategies.Tests.Units;

public sealed class HeadUnitsTests
{
    private static readonly ModuleInfo Query = new("layer.0.attn.q", 0, 2), Output = new("layer.0.attn.o", 0, 2) { HeadsAtInput = true };

    [Fact]
    public void A_head_of_an_adapter_is_rows_of_B_of_the_query_and_columns_of_A_of_the_output()
    {
        var space = new ParameterSpace(
        [
            new("q.A", Query, ParameterRole.LoraA, [1, 3]), new("q.B", Query, ParameterRole.LoraB, [4, 1]),
            new("o.A", Output, ParameterRole.LoraA, [1, 4]), new("o.B", Output, ParameterRole.LoraB, [3, 1]),
        ], ScalarType.Float64);

        SkillUnits units = new HeadUnits(new()).Decompose(space);

        units.Names.Should().Equal("layer.0.attn|||head 0", "layer.0.attn|||head 1", "q.A", "o.B");
        using Tensor spread = units.Spread([1, 2, 3, 4], -1);
        spread.data<double>().ToArray().Should().Equal(3, 3, 3, /* q.B */ 1, 1, 2, 2, /* o.A */ 1, 1, 2, 2, 4, 4, 4);
    }

    [Fact]
    public void The_rest_can_lie_outside_all_units()
    {
        var space = new ParameterSpace([new("q.A", Query, ParameterRole.LoraA, [1, 3]), new("q.B", Query, ParameterRole.LoraB, [4, 1])], ScalarType.Float64);
        SkillUnits units = new HeadUnits(new() { Rest = HeadRest.Outside }).Decompose(space);
        units.Names.Should().Equal("layer.0.attn|||head 0", "layer.0.attn|||head 1");
        units.CoversAll.Should().BeFalse();
        using Tensor spread = units.Spread([1, 2], -1);
        spread.data<double>().ToArray().Should().Equal(-1, -1, -1, 1, 1, 2, 2);
    }

    [Fact]
    public void Whole_weights_split_at_the_outputs_biases_with_them_and_output_maps_at_their_inputs()
    {
        var space = new ParameterSpace(
        [
            new("q.weight", Query, ParameterRole.Weight, [4, 3]), new("q.bias", Query, ParameterRole.Bias, [4]),
            new("o.weight", Output, ParameterRole.Weight, [3, 4]), new("o.bias", Output, ParameterRole.Bias, [3]),
        ], ScalarType.Float64);
        SkillUnits units = new HeadUnits(new()).Decompose(space);
        using Tensor spread = units.Spread([1, 2, 3], -1);
        spread.data<double>().ToArray().Should().Equal(
            1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, /* q.bias */ 1, 1, 2, 2, /* o */ 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, /* o.bias */ 3, 3, 3);
    }

    [Fact]
    public void One_map_of_queries_keys_and_values_stored_transposed_gives_each_head_its_three_slices()
    {
        var all = new ModuleInfo("h.0.attn.c_attn", 0, 6) { Slices = [("q", 2), ("k", 2), ("v", 2)], Transposed = true };
        var back = new ModuleInfo("h.0.attn.c_proj", 0, 2) { HeadsAtInput = true, Transposed = true };
        var space = new ParameterSpace([new("c_attn.weight", all, ParameterRole.Weight, [1, 6]), new("c_proj.weight", back, ParameterRole.Weight, [2, 1])],
            ScalarType.Float64);
        SkillUnits units = new HeadUnits(new()).Decompose(space);
        using Tensor spread = units.Spread([1, 2], -1);
        spread.data<double>().ToArray().Should().Equal(1, 2, 1, 2, 1, 2, /* c_proj */ 1, 2);
    }

    [Fact]
    public void Heads_that_share_keys_and_values_are_one_unit()
    {
        var space = new ParameterSpace(
        [
            new("q.B", new("a.q", 0, 4), ParameterRole.LoraB, [4, 1]), new("k.B", new("a.k", 0, 2), ParameterRole.LoraB, [2, 1]),
        ], ScalarType.Float64);
        SkillUnits units = new HeadUnits(new()).Decompose(space);
        using Tensor spread = units.Spread([1, 2], -1);
        spread.data<double>().ToArray().Should().Equal(1, 1, 2, 2, /* k.B */ 1, 2);
    }

    [Fact]
    public void A_model_without_known_heads_is_refused() =>
        FluentActions.Invoking(() => new HeadUnits(new()).Decompose(LoraSpace.Of(2, ("m", 3, 4)))).Should().Throw<CompositionException>()
        .WithMessage("head units*no trainable tensor*heads*");

    [Fact]
    public void Heads_that_do_not_divide_a_tensor_are_refused()
    {
        var space = new ParameterSpace([new("q.B", new("a.q", 0, 3), ParameterRole.LoraB, [4, 1])], ScalarType.Float64);
        FluentActions.Invoking(() => new HeadUnits(new()).Decompose(space)).Should().Throw<CompositionException>()
            .WithMessage("q.B [4, 1] with 3 heads does not split into 3 head units*");
    }
}
