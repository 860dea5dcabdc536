namespace Kif.Pipeline.Comparison;

/// <summary>Makes the model of each run; runs share one immutable base.</summary>
public interface IModelSource
{
    /// <summary>Texts to token ids and back.</summary>
    IExampleEncoder Encoder { get; }

    /// <summary>A model that trains an adapter or all weights; the caller owns it.</summary>
    ILanguageModel Create(TrainedWeights trains);
}
