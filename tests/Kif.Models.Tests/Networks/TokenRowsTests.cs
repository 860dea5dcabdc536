namespace Kif.Models.Tests.Networks;

/// <summary>Rows of a batch are computed as each of them is alone.</summary>
public sealed class TokenRowsTests : IDisposable
{
    private static readonly int[] Lengths = [3, 7, 1, 5], Answers = [2, 1, 4, 3];

    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, bool> Cases => new(SmallModels.Names, [true, false]);

    public static TheoryData<string> Decoders => new(SmallModels.Names.Where(name => name != "t5" && SmallModels.Of(name) is DecoderOnlyBackbone { Decoder.Causal: true }));

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_of_a_batch_have_the_states_and_gradients_that_each_has_alone(string family, bool checkpointing)
    {
        using IBackbone backbone = SmallModels.Of(family);
        int[] all = [.. Enumerable.Range(0, Lengths.Length)];
        (Tensor together, Tensor byTogether) = States(backbone, [all], checkpointing);
        (Tensor alone, Tensor byAlone) = States(backbone, [.. all.Select(row => new[] { row })], checkpointing);

        together.shape[0].Should().Be((family == "t5" ? Answers : Lengths).Sum());
        Closeness.Difference(together, alone).Should().BeLessThan(1e-12);
        Closeness.Difference(byTogether, byAlone).Should().BeLessThan(1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Wanted_states_and_their_gradients_are_those_of_a_pass_over_all_tokens(string family, bool checkpointing)
    {
        using IBackbone backbone = SmallModels.Of(family);
        int[] all = [.. Enumerable.Range(0, Lengths.Length)], wanted = [1, 4, 5, 8];
        (Tensor some, Tensor bySome) = States(backbone, [all], checkpointing, wanted: wanted);
        (Tensor selected, Tensor bySelected) = States(backbone, [all], checkpointing, selected: wanted);

        Closeness.Difference(some, selected).Should().BeLessThan(1e-12);
        Closeness.Difference(bySome, bySelected).Should().BeLessThan(1e-12);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Shared_beginnings_have_the_states_and_gradients_of_rows_that_repeat_them(string family)
    {
        using IBackbone backbone = SmallModels.Of(family);
        Transformer decoder = ((DecoderOnlyBackbone)backbone).Decoder;
        int[] own = [2, 4, 1], shared = [7, 9, 11];
        int[][] rows = [.. Rows(own).Select(r => (int[])[.. shared, .. r])];
        (Tensor States, Tensor Gradients) Of(Func<ForwardPass, Tensor> forward)
        {
            Tensor[] weights = [.. backbone.Tensors.Select(t => t.detach().clone().requires_grad_())];
            return WithGradients(forward(new ForwardPass(weights, null, default, new(0, false), null)), weights);
        }
        (Tensor once, Tensor byOnce) = Of(pass =>
            decoder.Forward(pass, Ids([shared, .. Rows(own)]), TokenRows.Sharing(3, own, torch.CPU)).narrow(0, 3, own.Sum()));
        (Tensor repeated, Tensor byRepeated) = Of(pass =>
        {
            Tensor states = decoder.Forward(pass, Ids(rows), new TokenRows([.. rows.Select(r => r.Length)], torch.CPU));
            return torch.cat([.. rows.Select((r, i) => states.narrow(0, rows.Take(i).Sum(x => x.Length) + 3, own[i]))]);
        });

        Closeness.Difference(once, repeated).Should().BeLessThan(1e-12);
        Closeness.Difference(byOnce, byRepeated).Should().BeLessThan(1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Padding_that_is_computed_changes_no_token(string family, bool checkpointing)
    {
        using IBackbone backbone = SmallModels.Of(family);
        if (backbone is T5Backbone) return;
        Transformer transformer = backbone is MaskedBackbone masked ? masked.Encoder : ((DecoderOnlyBackbone)backbone).Decoder;
        var pass = new ForwardPass(backbone.Tensors, null, default, new(0, checkpointing), null);
        // Longer than the longest row.
        int[][] padded = [.. Rows(Lengths).Select(r => (int[])[.. r, .. new int[9 - r.Length]])];
        Tensor all = transformer.Forward(pass, Ids(padded), TokenRows.Padded(Lengths, 9, torch.CPU)).view(4, 9, -1);
        Tensor tokens = transformer.Forward(pass, Ids(Rows(Lengths)), new TokenRows(Lengths, torch.CPU));

        Closeness.Difference(torch.cat([.. Lengths.Select((length, row) => all[row].narrow(0, 0, length))]), tokens).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Heads_are_split_into_zero_filled_matrices_and_joined_again()
    {
        var rows = new TokenRows(Lengths, torch.CPU);
        Tensor x = torch.arange(16 * 12, dtype: ScalarType.Float32).view(16, 12);
        var heads = new AttentionHeads(rows, 2, 3, false);
        Tensor split = heads.Split(x);

        split.shape.Should().Equal(8, 14, 3);
        // The second token of the second row: its key heads have two query heads each.
        split[2].narrow(0, 1, 1).data<float>().ToArray().Should().Equal(48, 49, 50);
        split[2].narrow(0, 8, 1).data<float>().ToArray().Should().Equal(51, 52, 53);
        split[0].narrow(0, 3, 4).abs().sum().item<float>().Should().Be(0);
        heads.Join(split).eq(x).all().item<bool>().Should().BeTrue();
    }

    /// <summary>Computes the states of batches of rows, and the gradients of all weights with respect to a sum over them.</summary>
    private static (Tensor States, Tensor Gradients) States(
        IBackbone backbone, int[][] batches, bool checkpointing, int[]? wanted = null, int[]? selected = null)
    {
        Tensor[] weights = [.. backbone.Tensors.Select(t => t.detach().clone().requires_grad_())];
        var pass = new ForwardPass(weights, null, default, new(0, checkpointing), null);
        Tensor states = torch.cat([.. batches.Select(batch => Forward(backbone, pass, batch, wanted))]);
        if (selected is not null) states = states.index_select(0, torch.tensor(selected.Select(i => (long)i).ToArray()));
        return WithGradients(states, weights);
    }

    private static Tensor Forward(IBackbone backbone, ForwardPass pass, int[] batch, int[]? wanted)
    {
        int[][] texts = [.. batch.Select(row => Rows(Lengths)[row])];
        var rows = new TokenRows([.. texts.Select(t => t.Length)], torch.CPU);
        if (backbone is not T5Backbone t5)
            return (backbone is MaskedBackbone masked ? masked.Encoder : ((DecoderOnlyBackbone)backbone).Decoder).Forward(pass, Ids(texts), rows, wanted: wanted);
        int[][] answers = [.. batch.Select(row => Rows(Answers)[row])];
        return t5.Decoder.Forward(
            pass, Ids(answers), new TokenRows([.. answers.Select(a => a.Length)], torch.CPU), t5.Encode(pass, Ids(texts), rows), wanted: wanted);
    }

    private static (Tensor States, Tensor Gradients) WithGradients(Tensor states, Tensor[] weights)
    {
        Tensor factors = torch.arange(states.numel(), dtype: states.dtype).sin().view(states.shape);
        IList<Tensor> gradients = torch.autograd.grad([states.mul(factors).sum()], weights, allow_unused: true);
        return (states.detach(), torch.cat([.. gradients.Where(g => !g.IsInvalid).Select(g => g.reshape(-1))]));
    }

    private static Tensor Ids(int[][] rows) => torch.tensor(rows.SelectMany(r => r.Select(id => (long)id)).ToArray());

    private static int[][] Rows(int[] lengths) =>
        [.. lengths.Select((length, row) => Enumerable.Range(0, length).Select(i => 4 + (17 * row + 5 * i) % 46).ToArray())];
}
