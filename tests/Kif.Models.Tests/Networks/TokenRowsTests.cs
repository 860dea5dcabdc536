namespace Kif.Models.Tests.Networks;

/// <summary>Rows without padding are computed as padded ones are.</summary>
public sealed class TokenRowsTests : IDisposable
{
    private static readonly int[] Lengths = [3, 7, 1, 5], Answers = [2, 1, 4, 3];

    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, bool, bool> Cases => new(SmallModels.Names, [true, false], [true, false]);

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Packed_tokens_have_the_states_and_gradients_of_the_tokens_of_a_padded_batch(string family, bool left, bool checkpointing)
    {
        using IBackbone backbone = SmallModels.Of(family);
        (Tensor padded, Tensor byPadded) = States(backbone, rows => Padded(rows, left), checkpointing);
        (Tensor packed, Tensor byPacked) = States(backbone, rows => (Ids(rows), TokenRows.Packed(rows, torch.CPU)), checkpointing);

        packed.shape[0].Should().Be((family == "t5" ? Answers : Lengths).Sum());
        Closeness.Difference(packed, padded).Should().BeLessThan(1e-12);
        Closeness.Difference(byPacked, byPadded).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Packed_rows_are_padded_and_unpadded_again()
    {
        TokenRows rows = TokenRows.Packed(Lengths, torch.CPU);
        Tensor x = torch.arange(16, dtype: ScalarType.Float64).view(16, 1);

        rows.Pad(x, 1).shape.Should().Equal(4, 7, 1);
        rows.Unpad(rows.Pad(x, 1), 1).eq(x).all().item<bool>().Should().BeTrue();
        rows.Mask.sum(1L).data<long>().ToArray().Should().Equal(3, 7, 1, 5);
        rows.Positions().data<long>().ToArray().Should().Equal(0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 0, 0, 1, 2, 3, 4);
    }

    /// <summary>Computes the states of real tokens, and the gradients of all weights with respect to a sum over them.</summary>
    private static (Tensor States, Tensor Gradients) States(IBackbone backbone, Func<int[], (Tensor Ids, TokenRows Rows)> make, bool checkpointing)
    {
        Tensor[] weights = [.. backbone.Tensors.Select(t => t.detach().clone().requires_grad_())];
        var pass = new ForwardPass(weights, null, default, new(0, checkpointing), null);
        (Tensor ids, TokenRows rows) = make(Lengths);
        Tensor states;
        if (backbone is T5Backbone t5)
        {
            EncoderOutput encoded = t5.Encode(pass, ids, rows);
            (ids, rows) = make(Answers);
            states = t5.Decoder.Forward(pass, ids, rows, encoded);
        }
        else
        {
            Transformer transformer = backbone is MaskedBackbone masked ? masked.Encoder : ((DecoderOnlyBackbone)backbone).Decoder;
            states = transformer.Forward(pass, ids, rows);
        }
        if (states.shape[0] == rows.Count * rows.Length) states = states.index_select(0, rows.Mask.view(-1).nonzero().view(-1));
        Tensor factors = torch.arange(states.numel(), dtype: states.dtype).sin().view(states.shape);
        IList<Tensor> gradients = torch.autograd.grad([states.mul(factors).sum()], weights, allow_unused: true);
        return (states.detach(), torch.cat([.. gradients.Where(g => !g.IsInvalid).Select(g => g.reshape(-1))]));
    }

    private static Tensor Ids(int[] lengths) => torch.tensor(Rows(lengths).SelectMany(r => r.Select(id => (long)id)).ToArray());

    private static (Tensor Ids, TokenRows Rows) Padded(int[] lengths, bool left)
    {
        int[][] rows = Rows(lengths);
        return (RowPadding.Pad(rows, 0, torch.CPU, left).view(-1), TokenRows.Padded(RowPadding.Mask(rows, torch.CPU, left)));
    }

    private static int[][] Rows(int[] lengths) =>
        [.. lengths.Select((length, row) => Enumerable.Range(0, length).Select(i => 4 + (17 * row + 5 * i) % 46).ToArray())];
}
