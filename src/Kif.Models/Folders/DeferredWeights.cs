namespace Kif.Models.Folders;

/// <summary>A checkpoint that is opened when the first weight is requested, so that an invalid configuration is rejected earlier.</summary>
internal sealed class DeferredWeights(Func<WeightSource> open) : IWeightSource, IDisposable
{
    private readonly Lazy<WeightSource> source = new(open);

    public bool Contains(string name) => source.Value.Contains(name);

    public IReadOnlyList<long>? Shape(string name) => source.Value.Shape(name);

    public Tensor Take(string name, params long[] shape) => source.Value.Take(name, shape);

    public void AssertAllTaken(Func<string, bool>? mayRemain = null) => source.Value.AssertAllTaken(mayRemain);

    public void Dispose()
    {
        if (source.IsValueCreated) source.Value.Dispose();
    }
}
