namespace Kif.Models.Tests.Networks;

/// <summary>Round numbers of rows, and what is filled up for them.</summary>
public sealed class ProductShapesTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, bool> Cases => new(SmallModels.Names, [true, false]);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Numbers_are_rounded_up_to_few_by_little()
    {
        int[] rounded = [.. Enumerable.Range(1, 4096).Select(ProductShapes.Round)];

        rounded.Should().BeInAscendingOrder().And.OnlyContain(n => n % 8 == 0);
        rounded.Index().Should().OnlyContain(n => n.Item >= n.Index + 1 && n.Item < (n.Index + 1) * 1.125 + 8);
        rounded.Distinct().Count().Should().BeLessThan(8 * 12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bfloat16_rows_are_filled_up_and_states_are_those_of_rows_alone(string family, bool shared)
    {
        using IBackbone backbone = SmallModels.Of(family, ScalarType.BFloat16);
        var pass = new ForwardPass(backbone.Tensors, null, default, new(0, false), null);
        int[] lengths = [3, 7, 1, 5, 2];
        Tensor together = Forward(backbone, pass, lengths, shared), alone = torch.cat([.. lengths.Select((_, row) => Forward(backbone, pass, lengths, shared, row))]);

        ProductShapes.Matter(backbone.Tensors[0]).Should().BeTrue();
        together.shape[0].Should().Be(lengths.Sum());
        Closeness.Difference(together.to_type(ScalarType.Float32), alone.to_type(ScalarType.Float32)).Should().BeLessThan(0.02);
    }

    [Fact]
    public void Float64_is_left_as_it_is()
    {
        var rows = new TokenRows([3, 7], torch.CPU);
        rows.Filled(torch.zeros(1, dtype: ScalarType.Float64)).Should().BeSameAs(rows);
        ProductShapes.Map(torch.ones(3, 2, dtype: ScalarType.Float64), x => x).shape.Should().Equal(3, 2);
    }

    [Fact]
    public void Products_of_filled_rows_are_those_of_the_rows()
    {
        Tensor x = torch.arange(6, dtype: ScalarType.BFloat16).view(3, 2), seen = torch.zeros(1);
        Tensor y = ProductShapes.Map(x, filled =>
        {
            seen = filled;
            return filled * 2;
        });

        seen.shape.Should().Equal(8, 2);
        y.to_type(ScalarType.Float32).data<float>().ToArray().Should().Equal(0, 2, 4, 6, 8, 10);
    }

    /// <summary>Computes the states of all rows together, or of one.</summary>
    private static Tensor Forward(IBackbone backbone, ForwardPass pass, int[] lengths, bool shared, int? only = null)
    {
        int[][] texts = [.. lengths.Select((length, row) => Enumerable.Range(0, length).Select(i => 4 + (17 * row + 5 * i) % 46).ToArray())];
        if (only is { } row) texts = [texts[row]];
        int[] counts = [.. texts.Select(t => t.Length)];
        Tensor ids = torch.tensor(texts.SelectMany(t => t.Select(id => (long)id)).ToArray());
        if (backbone is T5Backbone t5) return t5.Decoder.Forward(pass, ids, new(counts, torch.CPU), t5.Encode(pass, ids, new(counts, torch.CPU)));
        Transformer transformer = backbone is MaskedBackbone masked ? masked.Encoder : ((DecoderOnlyBackbone)backbone).Decoder;
        if (!shared || !transformer.Causal) return transformer.Forward(pass, ids, new(counts, torch.CPU));
        // Two more tokens before every row, computed once.
        Tensor all = transformer.Forward(pass, torch.cat([torch.tensor(new long[] { 9, 10 }), ids]), TokenRows.Sharing(2, counts, torch.CPU));
        return all.narrow(0, 2, counts.Sum());
    }
}
