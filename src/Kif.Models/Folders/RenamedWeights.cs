namespace Kif.Models.Folders;

/// <summary>A checkpoint in which some weights have other names than in the model.</summary>
/// <param name="source">The checkpoint.</param>
/// <param name="otherNames">Alternative names of a weight of the model in the checkpoint, in order of preference.</param>
internal sealed class RenamedWeights(IWeightSource source, Func<string, IEnumerable<string>> otherNames) : IWeightSource
{
    public bool Contains(string name) => Stored(name) is not null;

    public IReadOnlyList<long>? Shape(string name) => Stored(name) is { } stored ? source.Shape(stored) : null;

    public Tensor Take(string name, params long[] shape) => source.Take(Stored(name) ?? name, shape);

    public void AssertAllTaken(Func<string, bool>? mayRemain = null) => source.AssertAllTaken(mayRemain);

    private string? Stored(string name) => source.Contains(name) ? name : otherNames(name).FirstOrDefault(source.Contains);
}
