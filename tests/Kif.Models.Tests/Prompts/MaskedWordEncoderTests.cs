using Kif.Models.Tests.Networks;

namespace Kif.Models.Tests.Prompts;

/// <summary>How examples are put to masked language models.</summary>
public sealed class MaskedWordEncoderTests
{
    private readonly WordTokenizer tokenizer = new();

    [Fact]
    public void Masks_come_behind_the_prompt_and_the_answer_is_closed()
    {
        EncodedExample encoded = Encoder(4).Encode(new("what is it", "a cat", "a"));

        Spelled(encoded.Source).Should().Be("[CLS] what is it [MASK] [MASK] [MASK] [MASK] [SEP]");
        encoded.AnswerPositions.Should().Equal(4, 5, 6, 7);
        Spelled(encoded.Target).Should().Be("a cat [SEP]");
    }

    [Theory, InlineData("cat"), InlineData("a very long answer indeed")]
    public void Nothing_tells_how_long_the_answer_is(string target)
    {
        MaskedWordEncoder encoder = Encoder(3);
        EncodedExample encoded = encoder.Encode(new("what is it", target, "a")), other = encoder.Encode(new("what is it", "a cat", "a"));

        encoded.Source.Should().Equal(other.Source);
        encoded.AnswerPositions.Should().Equal(other.AnswerPositions);
        encoded.Target.Length.Should().BeLessThanOrEqualTo(3);
    }

    [Theory]
    [InlineData("the [MASK] sat on the [MASK]", "cat mat", "2,6", "cat mat")]
    [InlineData("the [MASK] sat on the [MASK]", "cat", "2,6", "cat [SEP]")]
    [InlineData("the [MASK] sat", "fat cat", "2", "fat")]
    public void A_prompt_with_masks_is_answered_in_place(string input, string target, string places, string labels)
    {
        EncodedExample encoded = Encoder(4).Encode(new(input, target, "a"));

        Spelled(encoded.Source).Should().Be($"[CLS] {input} [SEP]");
        string.Join(',', encoded.AnswerPositions!).Should().Be(places);
        Spelled(encoded.Target).Should().Be(labels);
    }

    [Fact]
    public void Long_prompts_leave_room_for_the_masks()
    {
        string input = string.Join(' ', Enumerable.Range(0, 50).Select(i => $"w{i}"));

        EncodedExample encoded = new MaskedWordEncoder(tokenizer, new() { MaskedPlaces = 5 }, 20).Encode(new(input, "yes", "a"));

        encoded.Source.Should().HaveCount(20);
        encoded.Source.Count(id => id == 4).Should().Be(5);
        Spelled(encoded.Source).Should().StartWith("[CLS] w0").And.EndWith("w49 [MASK] [MASK] [MASK] [MASK] [MASK] [SEP]");
    }

    [Fact]
    public void Answers_end_where_they_are_closed()
    {
        MaskedWordEncoder encoder = Encoder(4);
        int[] ids = [.. tokenizer.Encode("a cat", false), 3, .. tokenizer.Encode("more", false)];

        encoder.Decode(ids).Should().Be("a cat");
        encoder.Decode(ids.AsSpan(0, 2)).Should().Be("a cat");
    }

    [Fact]
    public void A_model_without_room_is_refused() =>
        ((Action)(() => new MaskedWordEncoder(tokenizer, new() { MaskedPlaces = 8 }, 15))).Should().Throw<ArgumentException>()
        .WithMessage("*15 positions*8 masks*maskedPlaces*");

    [Fact]
    public void Masked_words_can_be_learned_and_are_then_answered()
    {
        using var scope = torch.NewDisposeScope();
        using var model = LanguageModel.WithAllWeights(SmallModels.Bert());
        MaskedWordEncoder encoder = Encoder(3);
        EncodedExample[] examples = [.. new[]
            { ("the colour of snow", "white"), ("the colour of a cherry", "dark red"), ("snow is [MASK]", "cold") }.Select(
            e => encoder.Encode(new(e.Item1, e.Item2, "a")))];
        using TokenBatch batch = model.Collate(examples);
        Tensor weights = model.InitialWeights(new(1)).requires_grad_();
        Tensor first = torch.zeros_like(weights), second = torch.zeros_like(weights);
        for (int step = 0; step < 200; step++)
        {
            Tensor gradient = torch.autograd.grad([model.Forward(batch, weights).Loss], [weights])[0];
            (first, second) = (first * 0.8 + gradient * 0.2, second * 0.9 + gradient * gradient * 0.1);
            weights = (weights - first / (second.sqrt() + 1e-8) * 0.01).detach().requires_grad_();
        }

        string[] answers = [.. model.Generate(examples, weights, 8).Select(ids => encoder.Decode(ids))];

        model.Forward(batch, weights).Loss.item<double>().Should().BeLessThan(0.1);
        answers.Should().Equal("white", "dark red", "cold");
    }

    private MaskedWordEncoder Encoder(int places) => new(tokenizer, new() { MaskedPlaces = places });

    private string Spelled(int[] ids) => tokenizer.Decode(ids, false);
}
