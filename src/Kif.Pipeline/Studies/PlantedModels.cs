using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Studies;

/// <summary>Creates the planted model of a seed.</summary>
internal sealed class PlantedModels(long seed) : IModelSource
{
    public IExampleEncoder Encoder { get; } = new PlantedEncoder();

    public ILanguageModel Create(TrainedWeights trains) => new PlantedModel(new RandomStream((ulong)seed).Derive("model"));
}
