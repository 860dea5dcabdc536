using System.Globalization;
using System.Text.Json.Nodes;
using Kif.Models;
using Kif.Models.Prompts;
using Kif.Models.Safetensors;
using Kif.Models.T5;
using Kif.Models.Tokenizers;
using Kif.Pipeline.Embedded;
using Kif.Pipeline.Events;
using Kif.Pipeline.Learning;
using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Jobs;

/// <summary>
/// The job of <c>kif pretrain</c>: pretrains a small T5 on the generated corpus and writes it as an ordinary Hugging Face folder. With the defaults it makes
/// the embedded model.
/// </summary>
public static class PretrainJob
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
        OptionsCheck.Validate(settings, "pretrain");
        if (settings.Width % settings.Heads != 0) throw new CompositionException($"pretrain.width is {settings.Width}, which {settings.Heads} heads do not divide");
        var pieces = new SentencePieceModel { Pieces = [.. EmbeddedPieces.All.Select((p, id) => new SentencePiece(p.Piece, p.Score, TypeOf(id)))] };
        var encoder = new EncoderDecoderEncoder(new T5Tokenizer(pieces, new() { ExtraIds = EmbeddedPieces.ExtraIds }), new EncodingLimits());
        var config = new T5Config
        {
            VocabularySize = EmbeddedPieces.All.Count + EmbeddedPieces.ExtraIds, ModelWidth = settings.Width, HeadWidth = settings.Width / settings.Heads,
            FeedForwardWidth = settings.FeedForward, EncoderLayers = settings.Layers, DecoderLayers = settings.Layers, Heads = settings.Heads,
        };
        var root = new RandomStream((ulong)settings.Seed);
        LanguageModel model = LanguageModel.FullyTrained(T5Initializer.Create(config, root.Derive("init"), torch.CPU));
        var training = new TrainingOptions
        {
            LearningRate = settings.LearningRate, Epochs = 1, BatchSize = settings.BatchSize, WarmupSteps = WarmupSteps, ExactWarmup = true,
        };
        using var learner = new ContinualLearner(model, encoder, new StrategyComposition([], trains: TrainedWeights.All), training, root, publish);
        learner.Learn("reading", [.. PretrainingCorpus.Reading((ulong)settings.Seed + 1).Take(settings.Reading)], cancellation);
        learner.Learn("corpus", [.. PretrainingCorpus.Create((ulong)settings.Seed, settings.Examples)], cancellation);
        double score = Score(learner, settings);
        Write(settings, model, learner.Weights, config, pieces, score);
        return score;
    }

    private static SentencePieceType TypeOf(int id) => id switch { 0 or 1 => SentencePieceType.Control, 2 => SentencePieceType.Unknown, _ => SentencePieceType.Normal };

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
        File.WriteAllText(At("config.json"), T5ConfigFile.ToJson(config).ToJsonString(new() { WriteIndented = true }));
        File.WriteAllBytes(At("spiece.model"), pieces.Write());
        File.WriteAllText(At("tokenizer_config.json"), new JsonObject
        {
            ["tokenizer_class"] = "T5Tokenizer", ["extra_ids"] = EmbeddedPieces.ExtraIds, ["eos_token"] = "</s>", ["pad_token"] = "<pad>", ["unk_token"] = "<unk>",
            ["clean_up_tokenization_spaces"] = false, ["legacy"] = true,
        }.ToJsonString(new() { WriteIndented = true }));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["made_by"] = string.Create(CultureInfo.InvariantCulture, $"kif pretrain, seed {settings.Seed}, {settings.Reading} reading questions, {settings.Examples} examples, batch {settings.BatchSize}, rate {settings.LearningRate}"),
            ["held_out_questions_exact"] = string.Create(CultureInfo.InvariantCulture, $"{score:F1} %"),
        };
        using var scope = torch.NewDisposeScope();
        model.Export(weights, all => SafetensorsWriter.Write(At("model.safetensors"), all.Select(w => (w.Key, w.Value.to(ScalarType.Float16))), metadata));
    }
}
