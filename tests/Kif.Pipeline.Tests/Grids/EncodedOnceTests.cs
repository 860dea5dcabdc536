using Kif.Models;

namespace Kif.Pipeline.Tests.Grids;

/// <summary>Examples are encoded once for all that asks for them, and nothing is answered differently.</summary>
public sealed class EncodedOnceTests
{
    [Fact]
    public void An_example_is_encoded_once_and_an_equal_one_is_another()
    {
        var counted = new Counted();
        var once = new EncodedOnce(counted);
        Example example = new("in", "out", "1");
        once.Encode(example).Should().BeSameAs(once.Encode(example));
        once.Encode(example with { Id = "2" });
        counted.Times.Should().Be(2);
        once.Decode([1]).Should().Be("decoded");
    }

    [Theory, InlineData(AnswerMode.Generation), InlineData(AnswerMode.Likelihood)]
    public void Answers_are_the_same(AnswerMode mode)
    {
        using var scope = torch.NewDisposeScope();
        using var models = new PretrainedModels(EmbeddedModel.Folder(), new(), new());
        using ILanguageModel model = models.Create(TrainedWeights.Adapter);
        Tensor weights = model.InitialWeights(new(1));
        LearningTask task = EmbeddedStream.Create(5, 40, 12).Tasks.Single(t => t.Name == "time");
        EvaluationOptions options = new() { AnswerBy = mode, MaxNewTokens = 4 };
        var plain = new Evaluator(models.Encoder, new ExactMatch(), options);
        var once = new Evaluator(new EncodedOnce(models.Encoder), new ExactMatch(), options);

        IReadOnlyList<string> Answers(Evaluator evaluator) => evaluator.Evaluate(model, weights, task, TestContext.Current.CancellationToken).Answers;
        for (int time = 0; time < 2; time++) Answers(once).Should().Equal(Answers(plain));
    }

    private sealed class Counted : IExampleEncoder
    {
        public int Times { get; private set; }

        public EncodedExample Encode(Example example)
        {
            Times++;
            return new([1], [2]);
        }

        public string Decode(ReadOnlySpan<int> ids) => "decoded";
    }
}
