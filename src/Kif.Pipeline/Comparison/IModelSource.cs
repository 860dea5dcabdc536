namespace Kif.Pipeline.Comparison;

/// <summary>A source of the models of runs, which share one immutable base.</summary>
public interface IModelSource
{
    /// <summary>The encoder of texts to token ids and back.</summary>
    IExampleEncoder Encoder { get; }

    /// <summary>Creates a model that trains an adapter or all weights; the caller owns it.</summary>
    ILanguageModel Create(TrainedWeights trains);
}
