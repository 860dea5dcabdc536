using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>Makes learners over one pretrained model, which they share and never change.</summary>
internal sealed class LearnerFactory : IDisposable
{
    private readonly LearningOptions options;
    private readonly StrategyComposer composer;
    private readonly RunTelemetry telemetry;
    private readonly TrainingOptions training;
    private readonly Lazy<PretrainedModels> models;
    private volatile bool abandoned;

    public LearnerFactory(StrategyComposer composer, KifCatalog catalog, RunTelemetry telemetry, IOptions<LearningOptions> options)
    {
        (this.composer, this.telemetry, this.options) = (composer, telemetry, options.Value);
        CompareSettings usual = this.options.Model == CompareSettings.Embedded ? CompareSettings.ForEmbedded() : new();
        training = this.options.Training ?? usual.Training;
        MaxNewTokens = this.options.MaxNewTokens ?? usual.Evaluation.MaxNewTokens ?? 16;
        models = new(() => new(this.options.Model, this.options.Lora ?? usual.Lora, usual.Limits, catalog: catalog));
    }

    /// <summary>The folder of the saved learner.</summary>
    public string Folder => Path.GetFullPath(options.Folder);

    public int MaxNewTokens { get; }

    /// <summary>Returns a listener that logs and measures.</summary>
    public Action<RunEvent> Listener() => telemetry.CreateListener(options.Strategy, options.Seed);

    /// <summary>Makes a learner that has learned nothing.</summary>
    /// <param name="hears">Receives its events.</param>
    public ContinualLearner Create(Action<RunEvent> hears)
    {
        StrategyComposition strategy = composer.Choose(options.Strategy).Compose();
        try
        {
            return new(models.Value.Create(strategy.Trains), models.Value.Encoder, strategy, training, new RandomStream((ulong)options.Seed), hears);
        }
        catch
        {
            strategy.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the pretrained model to the end of the process: something still computes with it.</summary>
    public void Abandon() => abandoned = true;

    public void Dispose()
    {
        if (models.IsValueCreated && !abandoned) models.Value.Dispose();
    }
}
