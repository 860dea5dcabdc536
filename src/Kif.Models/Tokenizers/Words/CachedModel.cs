using System.Runtime.InteropServices;

namespace Kif.Models.Tokenizers;

/// <summary>A model that caches the ids of words.</summary>
internal sealed class CachedModel(IWordModel model) : IWordModel
{
    private readonly WordCache _cache = new();

    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryGet(word, out var known))
        {
            ids.AddRange(known);
            return;
        }

        var first = ids.Count;
        model.Encode(word, ids);
        _cache.Add(word, CollectionsMarshal.AsSpan(ids)[first..]);
    }
}
