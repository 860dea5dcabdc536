namespace Kif.Models.Backbones;

/// <summary>The keys and values of one layer, preallocated for the longest sequence.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly Tensor keys, values;
    private long used;

    /// <summary>Allocates [rows, length, width] twice, of the type and on the device of <paramref name="like"/>.</summary>
    public KeyValueCache(long rows, long length, long width, Tensor like)
    {
        keys = torch.empty(rows, length, width, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        values = torch.empty_like(keys).DetachFromDisposeScope();
    }

    /// <summary>Appends along the length; returns views of everything stored.</summary>
    public (Tensor Keys, Tensor Values) Append((Tensor Keys, Tensor Values) more)
    {
        long count = more.Keys.shape[1];
        keys.narrow(1, used, count).copy_(more.Keys);
        values.narrow(1, used, count).copy_(more.Values);
        used += count;
        return (keys.narrow(1, 0, used), values.narrow(1, 0, used));
    }

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
    }
}
