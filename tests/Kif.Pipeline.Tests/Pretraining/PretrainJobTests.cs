using Kif.Models;
using Kif.Tokenizers;
using System.Text.Json;

namespace Kif.Pipeline.Tests.Pretraining;

/// <summary>Every family is pretrained into an ordinary model folder.</summary>
public sealed class PretrainJobTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kif-pretrain-").FullName;

    public static TheoryData<string> Families => [.. Enum.GetNames<PretrainedFamily>()];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [MemberData(nameof(Families))]
    public void It_learns_and_is_a_folder_like_any_other(string family)
    {
        var losses = new List<double>();
        PretrainSettings settings = Small(family);
        // The rate rises over 300 steps, of which these are the first 46.
        (settings.Reading, settings.LearningRate) = (320, 0.05);
        PretrainJob.Run(settings, e => { if (e is StepFinished step) losses.Add(step.Loss); }, TestContext.Current.CancellationToken);

        losses.Should().HaveCount(46);
        losses.Take(40).TakeLast(5).Average().Should().BeLessThan(losses.Take(5).Average() - 0.5);
        using var models = new PretrainedModels(root, new() { Rank = 2, TargetPattern = LoraSettings.AllLinear }, new());
        if (family != nameof(PretrainedFamily.T5)) models.Notes.Should().BeEmpty();
        using ILanguageModel model = models.Create(TrainedWeights.Adapter);
        Example example = PretrainingCorpus.Create(9, 2).Last();
        EncodedExample encoded = models.Encoder.Encode(example);
        models.Encoder.Decode(encoded.Target).Should().Be(example.Target);
        JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "config.json"))).RootElement.GetProperty("model_type").GetString()
            .Should().Be(family.ToLowerInvariant());
        Directory.Exists(Path.Combine(root, "pretraining")).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Its_tokenizer_knows_every_word_of_the_corpus_and_of_the_stream(string family)
    {
        ITokenizer tokenizer = WordTokens.Of(Enum.Parse<PretrainedFamily>(family)).Load();
        int unknown = tokenizer.Encode("ü", addSpecialTokens: false).Last();
        foreach (Example e in PretrainingCorpus.Create(3, 200).Concat(EmbeddedStream.Create(1, 20, 0).Tasks.SelectMany(t => t.Train)))
        {
            int[] ids = tokenizer.Encode(e.Input, addSpecialTokens: false);
            ids.Should().NotContain(unknown, e.Input);
            ids.Should().HaveCountLessThanOrEqualTo(e.Input.Split(' ').Length + e.Input.Count(c => ",.?".Contains(c)), "a word, a mark and a sentinel are one each: {0}", e.Input);
        }
    }

    [Theory]
    [InlineData("Llama")]
    [InlineData("T5")]
    public void Stopped_and_begun_again_it_makes_the_same_model(string family)
    {
        PretrainSettings settings = Small(family);
        PretrainJob.Run(settings, cancellation: TestContext.Current.CancellationToken);
        byte[] whole = File.ReadAllBytes(Path.Combine(root, PretrainJob.WeightsName));
        settings.Out = Path.Combine(root, "stopped");
        foreach (int stop in new[] { 3, 7 })
        {
            using var cancel = new CancellationTokenSource();
            int steps = 0;
            FluentActions.Invoking(() => PretrainJob.Run(settings, e => { if (e is StepFinished && ++steps == (stop == 3 ? 3 : 4)) cancel.Cancel(); }, cancel.Token))
                .Should().Throw<OperationCanceledException>();
            File.Exists(Path.Combine(settings.Out, PretrainJob.WeightsName)).Should().BeFalse();
        }
        PretrainSettings other = Small(family);
        (other.Out, other.LearningRate) = (settings.Out, 1e-3);
        FluentActions.Invoking(() => PretrainJob.Run(other)).Should().Throw<CompositionException>().WithMessage("*pretraining with other settings*");

        PretrainJob.Run(settings, cancellation: TestContext.Current.CancellationToken);
        File.ReadAllBytes(Path.Combine(settings.Out, PretrainJob.WeightsName)).Should().Equal(whole);
    }

    [Fact]
    public void Heads_that_do_not_fit_the_width_are_refused()
    {
        PretrainSettings settings = Small("Qwen3");
        (settings.Width, settings.Heads) = (12, 4);
        FluentActions.Invoking(() => PretrainJob.Run(settings)).Should().Throw<CompositionException>().WithMessage("*pretrain.width is 12*odd*");
        settings.Heads = 5;
        FluentActions.Invoking(() => PretrainJob.Run(settings)).Should().Throw<CompositionException>().WithMessage("*5 heads do not divide*");
    }

    private PretrainSettings Small(string family) => new()
    {
        Family = Enum.Parse<PretrainedFamily>(family), Out = root, Reading = 48, Examples = 48, BatchSize = 8, Width = 16, FeedForward = 32, Layers = 1, Heads = 2,
    };
}
