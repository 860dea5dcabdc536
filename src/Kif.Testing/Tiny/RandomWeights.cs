using Kif.Models.Folders;

namespace Kif.Testing;

/// <summary>Random weights, determined by a seed and their names.</summary>
internal sealed class RandomWeights(ulong seed, double deviation = 0.3) : IWeightSource
{
    public bool Contains(string name) => true;

    public Tensor Take(string name, params long[] shape)
    {
        RandomStream random = new RandomStream(seed).Derive(name);
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(deviation * random.NextNormal()))];
        using Tensor flat = torch.tensor(values);
        return flat.view(shape).clone();
    }

    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
    }
}
