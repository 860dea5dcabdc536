using Kif.Models.Backbones;
using Kif.Models.Folders;

namespace Kif.Models;

/// <summary>The weights of a folder as backbones take them.</summary>
internal sealed class FolderWeights(WeightSource source) : IWeightSource
{
    public bool Contains(string name) => source.Contains(name);

    public Tensor Take(string name, params long[] shape) => source.Take(name, shape);

    public void AssertAllTaken(Func<string, bool>? mayRemain = null) => source.AssertAllTaken(source.Names.Where(name => mayRemain?.Invoke(name) == true));
}
