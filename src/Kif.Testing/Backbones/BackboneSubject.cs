using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;

namespace Kif.Testing;

/// <summary>A tiny backbone with random weights, and examples for it.</summary>
internal sealed record BackboneSubject(Func<IWeightSource, ScalarType, IBackbone> Create)
{
    /// <summary>Creates a model that trains adapters on the backbone, or all weights.</summary>
    public LanguageModel Model(ScalarType dtype = ScalarType.Float64, TrainedWeights trains = TrainedWeights.Adapter)
    {
        IBackbone backbone = Create(new RandomWeights(5), dtype);
        return trains == TrainedWeights.All ? LanguageModel.FullyTrained(backbone) : LanguageModel.WithAdapters(backbone, new() { Rank = 2, Dropout = 0 });
    }

    /// <summary>Creates examples of unequal lengths with token ids from 4 to 15.</summary>
    public static EncodedExample[] Examples(int count)
    {
        var random = new RandomStream(9);
        int[] Ids(int length) => [.. Enumerable.Range(0, length).Select(_ => 4 + random.Next(12))];
        return [.. Enumerable.Range(0, count).Select(i => new EncodedExample(Ids(3 + 2 * i % 7), Ids(1 + i % 3)) { Places = [0, 1, 2] })];
    }

    /// <summary>Creates weights that differ from the initial ones, so that no LoRA factor is zero.</summary>
    public static Tensor Moved(ILanguageModel model)
    {
        var random = new RandomStream(11);
        double[] noise = [.. Enumerable.Range(0, (int)model.Space.Length).Select(_ => 0.3 * random.NextNormal())];
        return model.InitialWeights(new(3)) + torch.tensor(noise, dtype: model.Space.DType);
    }
}
