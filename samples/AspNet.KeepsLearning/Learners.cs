using Kif;
using Microsoft.Extensions.Options;

namespace AspNet.KeepsLearning;

/// <summary>Makes learners over one pretrained model, which they share and never change. Each continues from what was learned so far.</summary>
internal sealed class Learners(StrategyComposer composer, RunTelemetry telemetry, IOptions<AssistantOptions> options) : IDisposable
{
    private readonly CompareSettings settings = CompareSettings.ForEmbedded();
    private readonly Lazy<PretrainedModels> models = new(() => new(EmbeddedModel.Folder(), CompareSettings.ForEmbedded().Lora, new()));

    public string Folder => Path.GetFullPath(options.Value.Folder);

    public int MaxNewTokens => settings.Evaluation.MaxNewTokens ?? 16;

    public ContinualLearner Create()
    {
        StrategyComposition strategy = composer.Choose(options.Value.Strategy).Compose();
        var learner = new ContinualLearner(models.Value.Create(strategy.Trains), models.Value.Encoder, strategy, settings.Training, new RandomStream(1),
            telemetry.CreateListener(options.Value.Strategy, 1));
        if (ContinualLearner.IsSavedIn(Folder)) learner.Resume(Folder);
        return learner;
    }

    public void Dispose()
    {
        if (models.IsValueCreated) models.Value.Dispose();
    }
}
