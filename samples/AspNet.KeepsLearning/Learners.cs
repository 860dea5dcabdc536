using Kif;
using Microsoft.Extensions.Options;

namespace AspNet.KeepsLearning;

/// <summary>Makes learners over one pretrained model, which they share and never change. Each continues from what was learned so far.</summary>
internal sealed class Learners : IDisposable
{
    private readonly ServiceOptions options;
    private readonly StrategyComposer composer;
    private readonly RunTelemetry telemetry;
    private readonly TrainingOptions training;
    private readonly Lazy<PretrainedModels> models;

    public Learners(StrategyComposer composer, RunTelemetry telemetry, IOptions<ServiceOptions> options)
    {
        (this.composer, this.telemetry, this.options) = (composer, telemetry, options.Value);
        CompareSettings usual = this.options.Model == CompareSettings.Embedded ? CompareSettings.ForEmbedded() : new();
        training = this.options.Training ?? usual.Training;
        MaxNewTokens = this.options.MaxNewTokens ?? usual.Evaluation.MaxNewTokens ?? 16;
        models = new(() => new(this.options.Model, this.options.Lora ?? usual.Lora, new()));
    }

    public string Folder => Path.GetFullPath(options.Folder);

    public int MaxNewTokens { get; }

    public ContinualLearner Create()
    {
        StrategyComposition strategy = composer.Choose(options.Strategy).Compose();
        var learner = new ContinualLearner(models.Value.Create(strategy.Trains), models.Value.Encoder, strategy, training, new RandomStream(1),
            telemetry.CreateListener(options.Strategy, 1));
        if (ContinualLearner.IsSavedIn(Folder)) learner.Resume(Folder);
        return learner;
    }

    public void Dispose()
    {
        if (models.IsValueCreated) models.Value.Dispose();
    }
}
