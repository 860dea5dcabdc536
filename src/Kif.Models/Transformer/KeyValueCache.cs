namespace Kif.Models;

/// <summary>The keys and values of one layer: of the texts so far, preallocated for the longest, and of the encoder's output.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly int keyHeads, width;
    private Tensor keys, values;

    /// <summary>
    /// Allocates [rows · key heads, length, head width] twice, of the type and on the device of <paramref name="like"/>; owns the encoder's part.
    /// </summary>
    public KeyValueCache(int rows, int length, AttentionShape shape, Tensor like, (Tensor Keys, Tensor Values)? encoded)
    {
        (keyHeads, width) = (shape.KeyHeads, shape.HeadWidth);
        if (ProductShapes.Matter(like)) length = ProductShapes.RoundLength(length);
        (keys, values) = (Zeros(), Zeros());
        Encoded = encoded is { } e ? (e.Keys.DetachFromDisposeScope(), e.Values.DetachFromDisposeScope()) : null;

        // What is hidden has no weight, but must be finite.
        Tensor Zeros()
        {
            Tensor all = torch.empty((long)rows * keyHeads, length, width, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
            if (all.device_type == DeviceType.CPU && all.numel() * all.ElementSize <= int.MaxValue) all.bytes.Clear();
            else all.zero_();
            return all;
        }
    }

    /// <summary>The keys and values of the encoder's output, [rows · key heads, length, head width]; null without an encoder.</summary>
    public (Tensor Keys, Tensor Values)? Encoded { get; private set; }

    /// <summary>Writes the beginning of all rows' texts: that of another cache's only row.</summary>
    /// <param name="other">The other cache.</param>
    /// <param name="count">The number of tokens.</param>
    public void Begin(KeyValueCache other, int count)
    {
        long rows = keys.shape[0] / keyHeads;
        keys.view(rows, keyHeads, -1, width).narrow(2, 0, count).copy_(other.keys.narrow(1, 0, count).unsqueeze(0));
        values.view(rows, keyHeads, -1, width).narrow(2, 0, count).copy_(other.values.narrow(1, 0, count).unsqueeze(0));
    }

    /// <summary>Writes the keys and values of tokens, [tokens, key heads · head width], at their places; returns views of the rows' texts so far.</summary>
    /// <param name="more">Keys and values.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="first">The row of the cache that is the first of them.</param>
    public (Tensor Keys, Tensor Values) Append((Tensor Keys, Tensor Values) more, TokenRows rows, int first) =>
        (Write(keys, more.Keys, rows, first), Write(values, more.Values, rows, first));

    /// <summary>Returns the encoder's part of some rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">The rows of the encoder's tokens.</param>
    public (Tensor Keys, Tensor Values) EncodedOf(int first, TokenRows rows)
    {
        Tensor Part(Tensor all) => all.narrow(0, (long)first * keyHeads, (long)rows.Count * keyHeads).narrow(1, 0, rows.Length);
        return (Part(Encoded!.Value.Keys), Part(Encoded.Value.Values));
    }

    /// <summary>Keeps some rows.</summary>
    /// <param name="rows">The rows, int64, in their new order.</param>
    public void Keep(Tensor rows)
    {
        using var scope = torch.NewDisposeScope();
        Tensor at = rows.unsqueeze(1).mul(keyHeads).add(torch.arange(keyHeads, dtype: ScalarType.Int64, device: rows.device)).view(-1);
        (keys, values) = (Part(keys), Part(values));
        if (Encoded is { } e) Encoded = (Part(e.Keys), Part(e.Values));

        Tensor Part(Tensor all)
        {
            Tensor part = all.index_select(0, at).DetachFromDisposeScope();
            all.Dispose();
            return part;
        }
    }

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
        Encoded?.Keys.Dispose();
        Encoded?.Values.Dispose();
    }

    private Tensor Write(Tensor cache, Tensor more, TokenRows rows, int first)
    {
        Tensor chunks = more.reshape(-1, width);
        long length = cache.shape[1];
        long[] at = new long[rows.Own * keyHeads];
        for (int row = 0, token = 0; row < rows.Count; row++)
            for (int end = token + rows.Counts[row]; token < end; token++)
                for (int head = 0; head < keyHeads; head++)
                    at[token * keyHeads + head] = ((first + row) * (long)keyHeads + head) * length + rows.Places[token];
        if (cache.device_type == DeviceType.CPU && cache.numel() * cache.ElementSize <= int.MaxValue)
        {
            int chunk = width * (int)cache.ElementSize;
            ReadOnlySpan<byte> from = chunks.contiguous().bytes;
            Span<byte> to = cache.bytes;
            for (int i = 0; i < at.Length; i++) from.Slice(i * chunk, chunk).CopyTo(to[((int)at[i] * chunk)..]);
        }
        else
        {
            cache.view(-1, width).index_copy_(0, torch.tensor(at, device: cache.device), chunks);
        }
        return cache.narrow(0, (long)first * keyHeads, (long)rows.Count * keyHeads).narrow(1, 0, rows.KeyLength);
    }
}
