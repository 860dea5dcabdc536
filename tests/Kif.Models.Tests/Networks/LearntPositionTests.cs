namespace Kif.Models.Tests.Networks;

/// <summary>Models whose positions are learned read so many tokens and no more.</summary>
public sealed class LearnedPositionTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory, InlineData("gpt2", "n_positions"), InlineData("bert", "max_position_embeddings")]
    public void Longer_texts_are_refused_with_both_numbers(string family, string setting)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        int source = family == "gpt2" ? 30 : 32;
        using TokenBatch fits = model.Collate([Text(source, 2)]);
        Tensor ids = torch.ones(1, 33, dtype: ScalarType.Int64), labels = ids.clone();
        using var tooLong = new TokenBatch(ids, torch.ones_like(ids), labels, family == "gpt2" ? 32 : 33);
        Tensor weights = model.InitialWeights(new(1));

        model.Forward(fits, weights).Loss.isfinite().item<bool>().Should().BeTrue();
        ((Action)(() => model.Collate([Text(source + 1, 2)]))).Should().Throw<ArgumentException>().WithMessage($"*33 tokens*32 positions*{setting}*");
        ((Action)(() => model.Logits(tooLong, weights))).Should().Throw<ArgumentException>().WithMessage($"*33 tokens*32 positions*{setting}*");
        ((Action)(() => model.Generate([Text(33, 1)], weights, 4))).Should().Throw<ArgumentException>().WithMessage($"*33*32 positions*{setting}*");
    }

    [Fact]
    public void Padding_takes_no_position()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Gpt2());
        Tensor ids = torch.ones(1, 40, dtype: ScalarType.Int64),
            mask = torch.cat([torch.zeros(1, 10, dtype: ScalarType.Int64), torch.ones(1, 30, dtype: ScalarType.Int64)], 1);
        using var batch = new TokenBatch(ids, mask, ids.clone(), 39);

        Tensor logits = model.Logits(batch, model.InitialWeights(new(1)));

        logits.isfinite().all().item<bool>().Should().BeTrue("forty columns hold thirty tokens, and the model has thirty-two positions");
    }

    [Fact]
    public void An_answer_may_use_the_last_position_and_no_further_one()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Gpt2());
        Tensor weights = model.InitialWeights(new(1));

        model.Generate([Text(28, 1)], weights, 5)[0].Length.Should().BeInRange(1, 5);
        ((Action)(() => model.Generate([Text(28, 1)], weights, 6))).Should().Throw<ArgumentException>().WithMessage("*28 tokens*6 new ones*32 positions*");
    }

    private static EncodedExample Text(int length, int target) =>
        new([.. Enumerable.Repeat(7, length)], [.. Enumerable.Repeat(8, target)]) { AnswerPositions = [0, 1] };
}
