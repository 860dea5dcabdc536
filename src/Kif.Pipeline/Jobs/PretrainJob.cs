using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>
/// The job of <c>kif pretrain</c>: pretrains a small T5 on the generated corpus and writes it as an ordinary Hugging Face folder. With the defaults it makes
/// the embedded model.
/// </summary>
internal static class PretrainJob
{
    private const int WarmupSteps = 300, HeldOut = 400;

    /// <summary>Runs the job.</summary>
    /// <param name="settings">Sizes, seed and folder.</param>
    /// <param name="publish">Receives every event; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <returns>The share of held-out questions of the corpus that the model answers exactly, in percent.</returns>
    /// <exception cref="CompositionException">A setting is out of range, or the width is not divisible by the heads.</exception>
    public static double Run(PretrainSettings settings, Action<RunEvent>? publish = null, CancellationToken cancellation = default)
    {
        OptionsValidation.Validate(settings, "pretrain");
        if (settings.Width % settings.Heads != 0)
            throw new CompositionException($"pretrain.width is {settings.Width}, which {settings.Heads} heads do not divide");
        var pieces = new SentencePieceModel { Pieces = [.. EmbeddedPieces.All.Select((p, id) => new SentencePiece(p.Piece, p.Score, TypeOf(id)))] };
        var encoder = new EncoderDecoderEncoder(new T5Tokenizer(pieces, new() { ExtraIds = EmbeddedPieces.ExtraIds }), new EncodingLimits());
        var config = new T5Config
        {
            VocabSize = EmbeddedPieces.All.Count + EmbeddedPieces.ExtraIds, HiddenSize = settings.Width, HeadDim = settings.Width / settings.Heads,
            IntermediateSize = settings.FeedForward, EncoderLayers = settings.Layers, DecoderLayers = settings.Layers, Heads = settings.Heads,
        };
        var root = new RandomStream((ulong)settings.Seed);
        LanguageModel model = LanguageModel.WithAllWeights(T5Initializer.Create(config, root.Derive("init"), torch.CPU));
        var training = new TrainingOptions
        {
            LearningRate = settings.LearningRate, Epochs = 1, BatchSize = settings.BatchSize, WarmupSteps = WarmupSteps, ExactWarmup = true,
            Order = ExampleOrder.Bucketed, BucketsWholeRows = true,
        };
        using var learner = new ContinualLearner(model, encoder, new StrategyComposition([], trains: TrainedWeights.All), training, root, publish);
        learner.Learn("reading", [.. PretrainingCorpus.Reading((ulong)settings.Seed + 1).Take(settings.Reading)], cancellation);
        learner.Learn("corpus", [.. PretrainingCorpus.Create((ulong)settings.Seed, settings.Examples)], cancellation);
        double score = Score(learner, settings);
        Write(settings, model, learner.Weights, config, pieces, score);
        return score;
    }

    private static SentencePieceType TypeOf(int id) =>
        id switch { 0 or 1 => SentencePieceType.Control, 2 => SentencePieceType.Unknown, _ => SentencePieceType.Normal };

    private static double Score(ContinualLearner learner, PretrainSettings settings)
    {
        // Every second example of the corpus is a question; another seed gives other texts.
        Example[] questions = [.. PretrainingCorpus.Create((ulong)settings.Seed + 2, 2 * HeldOut).Where((_, i) => i % 2 == 1)];
        IReadOnlyList<string> answers = learner.Answer(questions, learner.Weights, 16);
        return 100.0 * questions.Zip(answers, (q, a) => q.Target == a).Count(right => right) / questions.Length;
    }

    private static void Write(PretrainSettings settings, LanguageModel model, Tensor weights, T5Config config, SentencePieceModel pieces, double score)
    {
        Directory.CreateDirectory(settings.Out);
        string At(string file) => Path.Combine(settings.Out, file);
        AtomicFile.Write(At("config.json"), T5ConfigFile.ToJson(config).ToJsonString(new() { WriteIndented = true }));
        AtomicFile.Write(At("spiece.model"), pieces.Write());
        AtomicFile.Write(At("tokenizer_config.json"), new JsonObject
        {
            ["tokenizer_class"] = "T5Tokenizer", ["extra_ids"] = EmbeddedPieces.ExtraIds, ["eos_token"] = "</s>", ["pad_token"] = "<pad>",
            ["unk_token"] = "<unk>",
            ["clean_up_tokenization_spaces"] = false, ["legacy"] = true,
        }.ToJsonString(new() { WriteIndented = true }));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["made_by"] = string.Create(CultureInfo.InvariantCulture,
                $"kif pretrain, seed {settings.Seed}, {settings.Reading} reading questions, {settings.Examples} examples, "
                + $"batch {settings.BatchSize}, rate {settings.LearningRate}"),
            ["held_out_questions_exact"] = string.Create(CultureInfo.InvariantCulture, $"{score:F1} %"),
        };
        using var scope = torch.NewDisposeScope();
        model.Export(weights, all => SafetensorsWriter.Write(At("model.safetensors"), all.Select(w => (w.Key, w.Value.to(ScalarType.Float16))), metadata));
    }
}

/// <summary>The settings of <c>kif pretrain</c>; the defaults make the embedded model.</summary>
internal sealed class PretrainSettings
{
    /// <summary>The folder that the model is written to.</summary>
    [Required]
    public string Out { get; set; } = "";

    /// <summary>The seed of corpus, weights and order. Default: 1.</summary>
    public long Seed { get; set; } = 1;

    /// <summary>
    /// Number of generated reading questions that come first, each seen once: without them attention takes very long to form. Default: 512,000.
    /// </summary>
    [Range(1, 100_000_000)]
    public int Reading { get; set; } = 512_000;

    /// <summary>Number of examples of the whole corpus that follow, each seen once. Default: 96,000.</summary>
    [Range(1, 100_000_000)]
    public int Examples { get; set; } = 96_000;

    /// <summary>Examples per step. Default: 64.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Peak learning rate. Default: 2e-3.</summary>
    [Range(0.0, 10.0)]
    public double LearningRate { get; set; } = 2e-3;

    /// <summary>Width of the hidden state. Default: 128.</summary>
    [Range(8, 4096)]
    public int Width { get; set; } = 128;

    /// <summary>Width of the feed-forward layers. Default: 512.</summary>
    [Range(8, 16384)]
    public int FeedForward { get; set; } = 512;

    /// <summary>Blocks of the encoder, and as many of the decoder. Default: 3.</summary>
    [Range(1, 48)]
    public int Layers { get; set; } = 3;

    /// <summary>Attention heads. Default: 4.</summary>
    [Range(1, 64)]
    public int Heads { get; set; } = 4;
}
