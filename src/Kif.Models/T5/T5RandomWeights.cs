using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>
/// Fresh weights for a T5 that is to be pretrained: normal with the deviations of the original initialisation (factor 1), gains 1. Every weight that is
/// asked for is there, drawn from a stream of its own, so that the order of asking does not matter.
/// </summary>
/// <param name="config">Sizes.</param>
/// <param name="random">The stream.</param>
public sealed class T5RandomWeights(T5Config config, RandomStream random) : IWeightSource
{
    /// <inheritdoc/>
    public bool Contains(string name) => !name.StartsWith("lm_head", StringComparison.Ordinal) || !config.TiedHead;

    /// <inheritdoc/>
    public Tensor Take(string name, params long[] shape)
    {
        if (name.Contains("layer_norm", StringComparison.Ordinal)) return torch.ones(shape);
        RandomStream own = random.Derive(name);
        double deviation = Deviation(name);
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(deviation * own.NextNormal());
        return torch.tensor(values).reshape(shape);
    }

    /// <inheritdoc/>
    public void AssertAllTaken(Func<string, bool>? mayRemain = null) { }

    private double Deviation(string name) => name.Split('.')[^2] switch
    {
        "q" => 1 / Math.Sqrt((double)config.ModelWidth * config.HeadWidth),
        "o" => 1 / Math.Sqrt((double)config.Heads * config.HeadWidth),
        "wo" => 1 / Math.Sqrt(config.FeedForwardWidth),
        "shared" or "lm_head" => 1,
        _ => 1 / Math.Sqrt(config.ModelWidth),
    };
}
