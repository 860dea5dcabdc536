using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Every model of the fixtures against the reference implementation's numbers.</summary>
public sealed class KnownAnswerTests(ITestOutputHelper output)
{
    public static TheoryData<string> Models => [.. Fixtures.Folders("models")];

    [Theory, MemberData(nameof(Models))]
    public void Logits_loss_and_gradients_are_the_references(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var known = new KnownModel(name);
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        Tensor weights = model.InitialWeights(new(1)).requires_grad_();

        Tensor logits = model.Logits(batch, weights);
        bool padded = known.Expected.Contains("logits_on_unpadded");
        if (padded) logits = logits.mul(batch.AttentionMask.unsqueeze(-1));
        double logitsOff = Closeness.Difference(logits, known.Expected.Load(padded ? "logits_on_unpadded" : "logits"));
        ForwardResult result = model.Forward(batch, weights);
        double lossOff = Math.Abs(result.Loss.item<float>() / known.Expected.Load("loss").item<float>() - 1);
        Tensor gradient = torch.autograd.grad([result.Loss], [weights])[0];
        double gradientOff = known.Expected.Names.Where(n => n.StartsWith("grad.", StringComparison.Ordinal)).DefaultIfEmpty()
            .Max(n => n is null ? 0 : Closeness.Difference(model.Space.View(gradient, model.Space[n[5..]]), known.Expected.Load(n)));

        output.WriteLine($"{name}: logits {logitsOff:e1}, loss {lossOff:e1}, gradients {gradientOff:e1}");
        logitsOff.Should().BeLessThan(2e-5);
        lossOff.Should().BeLessThan(1e-5);
        gradientOff.Should().BeLessThan(1e-4);
    }

    [Theory, MemberData(nameof(Models))]
    public void Greedy_generation_is_the_references(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var known = new KnownModel(name);
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        if (!known.Expected.Contains("generated")) Assert.Skip("the reference generated nothing here");
        int[][] wanted = Wanted(known.Expected.Load("generated"), known.Backbone, batch.InputIds.shape[1]);

        IReadOnlyList<int[]> seen = model.Generate(Prompts(known.Backbone, batch), model.InitialWeights(new(1)), 12);

        seen.Should().HaveCount(wanted.Length);
        for (int i = 0; i < wanted.Length; i++) seen[i].Should().Equal(wanted[i]);
    }

    private static EncodedExample[] Prompts(IBackbone backbone, TokenBatch batch) =>
        [.. Rows(batch.InputIds, batch.AttentionMask)
        .Select((ids, row) => new EncodedExample(ids, [])
        { AnswerPositions = backbone.Architecture == ModelArchitecture.MaskedEncoder ? Places(batch, row) : null })];

    private static int[] Places(TokenBatch batch, int row) => [.. batch.Labels[row].ne(-100).nonzero().view(-1).data<long>().ToArray().Select(i => (int)i)];

    private static int[][] Rows(Tensor ids, Tensor mask) => [.. Enumerable.Range(0, (int)ids.shape[0]).Select(r =>
        ids[r].masked_select(mask[r].to_type(ScalarType.Bool)).data<long>().ToArray().Select(i => (int)i).ToArray())];

    /// <summary>
    /// The reference's rows have the start token or prompt in front and padding after the end; a masked model's have its places, and -1 behind them.
    /// </summary>
    private static int[][] Wanted(Tensor generated, IBackbone backbone, long prompt) => [.. Enumerable.Range(0, (int)generated.shape[0]).Select(r =>
    {
        int front = backbone.Architecture switch { ModelArchitecture.EncoderDecoder => 1, ModelArchitecture.DecoderOnly => (int)prompt, _ => 0 };
        int[] ids = [.. generated[r].data<long>().ToArray().Skip(front).Where(i => i >= 0).Select(i => (int)i)];
        int end = Array.FindIndex(ids, i => backbone.EndIds.Contains(i));
        return end < 0 ? ids : ids[..(end + 1)];
    })];
}
