using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The job of <c>kif pretrain</c>: pretrains a small model on the generated corpus and writes it as an ordinary Hugging Face folder. With the defaults it makes
/// the embedded model.
/// </summary>
internal static class PretrainJob
{
    /// <summary>The file that is written last: a folder that has it is whole.</summary>
    public const string WeightsName = "model.safetensors";

    private const int WarmupSteps = 300, HeldOut = 400;

    /// <summary>Runs the job.</summary>
    /// <param name="settings">Sizes, seed and folder.</param>
    /// <param name="publish">Receives every event; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <returns>The share of held-out questions of the corpus that the model answers exactly, in percent.</returns>
    /// <exception cref="CompositionException">
    /// A setting is out of range, the heads do not fit the width, or the folder has a stopped pretraining with other settings.
    /// </exception>
    /// <exception cref="OperationCanceledException">Stopped; the same settings go on from there.</exception>
    public static double Run(PretrainSettings settings, Action<RunEvent>? publish = null, CancellationToken cancellation = default)
    {
        OptionsValidation.Validate(settings, "pretrain");
        if (settings.Width % settings.Heads != 0)
            throw new CompositionException($"pretrain.width is {settings.Width}, which {settings.Heads} heads do not divide");
        if (settings.Family is PretrainedFamily.Llama or PretrainedFamily.Qwen3 && settings.Width / settings.Heads % 2 != 0)
            throw new CompositionException(
                $"pretrain.width is {settings.Width}: of {settings.Heads} heads each has an odd width, and rotary positions need an even one");
        WordTokens tokens = WordTokens.Of(settings.Family);
        var root = new RandomStream((ulong)settings.Seed);
        IBackbone backbone = PretrainedShape.Untrained(settings, tokens, root.Derive("init"));
        IExampleEncoder encoder = ExampleEncoders.For(backbone, tokens.Load(), new EncodingLimits(), settings.Out);
        LanguageModel model = LanguageModel.WithAllWeights(backbone);
        var training = new TrainingOptions
        {
            LearningRate = settings.LearningRate, Epochs = 1, BatchSize = settings.BatchSize, WarmupSteps = WarmupSteps, ExactWarmup = true,
            Order = ExampleOrder.Bucketed, BucketsWholeRows = true,
        };
        using var learner = new ContinualLearner(model, encoder, new StrategyComposition([], trains: TrainedWeights.All), training, root, publish);
        var kept = new KeptPretraining(settings);
        kept.Resume(learner);
        try
        {
            if (learner.TasksLearned == 0)
                learner.Learn("reading", [.. PretrainingCorpus.Reading((ulong)settings.Seed + 1).Take(settings.Reading)], cancellation);
            if (learner.TasksLearned == 1) learner.Learn("corpus", [.. PretrainingCorpus.Create((ulong)settings.Seed, settings.Examples)], cancellation);
        }
        catch (OperationCanceledException)
        {
            kept.Save(learner);
            throw;
        }
        double score = Score(learner, settings);
        Write(settings, model, learner.Weights, tokens, score);
        kept.Delete();
        return score;
    }

    private static double Score(ContinualLearner learner, PretrainSettings settings)
    {
        // Every second example of the corpus is a question; another seed gives other texts.
        Example[] questions = [.. PretrainingCorpus.Create((ulong)settings.Seed + 2, 2 * HeldOut).Where((_, i) => i % 2 == 1)];
        IReadOnlyList<string> answers = learner.Answer(questions, learner.Weights, 16);
        return 100.0 * questions.Zip(answers, (q, a) => q.Target == a).Count(right => right) / questions.Length;
    }

    private static void Write(PretrainSettings settings, LanguageModel model, Tensor weights, WordTokens tokens, double score)
    {
        Directory.CreateDirectory(settings.Out);
        foreach ((string name, byte[] content) in tokens.Files) AtomicFile.Write(At(settings, name), content);
        AtomicFile.Write(At(settings, "config.json"), PretrainedShape.Config(settings, tokens).ToJsonString(new() { WriteIndented = true }));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["made_by"] = string.Create(CultureInfo.InvariantCulture,
                $"kif pretrain, seed {settings.Seed}, {settings.Reading} reading questions, {settings.Examples} examples, "
                + $"batch {settings.BatchSize}, rate {settings.LearningRate}"),
            ["held_out_questions_exact"] = string.Create(CultureInfo.InvariantCulture, $"{score:F1} %"),
        };
        using var scope = torch.NewDisposeScope();
        // The weights come last: a folder that has them is whole.
        model.Export(weights, all => SafetensorsWriter.Write(At(settings, WeightsName), all.Select(w => (w.Key, w.Value.to(ScalarType.Float16))), metadata));
    }

    private static string At(PretrainSettings settings, string file) => Path.Combine(settings.Out, file);
}
