using System.Runtime.InteropServices;

namespace Kif.Models;

/// <summary>
/// Untrained weights: gains of norms are 1, biases 0, everything else is normal. Each is drawn from a stream derived from its name, so that equal seeds give
/// equal weights.
/// </summary>
/// <param name="random">The source.</param>
/// <param name="deviation">The standard deviation of maps and embeddings by name.</param>
internal sealed class UntrainedWeights(RandomStream random, Func<string, double> deviation) : IWeightSource
{
    /// <summary>The standard deviation that transformers gives maps and embeddings of most families.</summary>
    public const double UsualDeviation = 0.02;

    public bool Contains(string name) => true;

    public Tensor Take(string name, params long[] shape)
    {
        if (shape.Length == 1) return name.EndsWith("bias", StringComparison.Ordinal) ? torch.zeros(shape) : torch.ones(shape);
        double scale = deviation(name);
        RandomStream stream = random.Derive(name);
        Tensor weight = torch.empty(shape, dtype: ScalarType.Float32);
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(weight.bytes)) value = (float)(stream.NextNormal() * scale);
        return weight;
    }

    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
    }
}
