namespace Kif.Models;

/// <summary>Step-by-step decoding of padded prompts: the prompt in one pass, then one token at a time.</summary>
internal sealed class TransformerDecoding : IDecoding
{
    private readonly IBackbone backbone;
    private readonly Transformer decoder;
    private readonly ForwardPass pass;
    private readonly EncoderOutput? encoder;
    private readonly Tensor counts, one, bias;
    private readonly KeyValueCache[] caches;
    private readonly List<Tensor> produced = [];
    private readonly long[] restarts;
    private Tensor prompt, mask;
    private long filled;

    /// <summary>Prepares the decoding; takes ownership of prompt, mask and the encoder's output.</summary>
    /// <param name="backbone">Computes the logits.</param>
    /// <param name="decoder">Its decoder.</param>
    /// <param name="pass">The forward pass.</param>
    /// <param name="prompt">Int64 [rows, length], padded on the left.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="maxNewTokens">The most steps.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    public TransformerDecoding(
        IBackbone backbone, Transformer decoder, ForwardPass pass, Tensor prompt, Tensor mask, int maxNewTokens, EncoderOutput? encoder = null)
    {
        using var scope = torch.NewDisposeScope();
        (this.backbone, this.decoder, this.pass, this.prompt, this.mask, this.encoder) = (backbone, decoder, pass, prompt, mask, encoder);
        (long rows, filled) = (mask.shape[0], mask.shape[1]);
        foreach (Tensor? owned in new[] { prompt, mask, encoder?.States, encoder?.Bias }) owned?.DetachFromDisposeScope();
        counts = mask.sum(1, keepdim: true).DetachFromDisposeScope();
        one = torch.ones_like(counts).DetachFromDisposeScope();
        // The last token is never read.
        Tensor everything = torch.cat([mask, torch.ones(rows, maxNewTokens - 1, dtype: mask.dtype, device: mask.device)], 1);
        bias = decoder.Bias(pass, everything, false).DetachFromDisposeScope();
        caches = decoder.Caches(pass, rows, everything.shape[1], encoder);
        restarts = [.. decoder.Rotaries.Select(r => r.SwitchesAfter).OfType<long>().Where(at => at >= filled)];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        Tensor states;
        if (last is not null && restarts.Length > 0) produced.Add(last.clone().DetachFromDisposeScope());
        if (last is not null && Array.IndexOf(restarts, filled) >= 0)
        {
            Restart();
            last = null;
        }
        if (last is null)
        {
            TokenRows rows = TokenRows.Padded(mask);
            states = rows.Pad(decoder.Forward(pass, rows.Unpad(prompt), rows, encoder, caches: caches), -1).select(1, filled - 1);
        }
        else
        {
            filled++;
            Tensor here = (bias.shape[1] == 1 ? bias : bias.narrow(1, filled - 1, 1)).narrow(2, 0, filled);
            states = decoder.Forward(pass, last, TokenRows.Padded(one), counts, here, encoder, caches);
            counts.add_(one);
        }
        return backbone.Head(pass, states).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach (Tensor? tensor in new[] { prompt, mask, counts, one, bias, encoder?.States, encoder?.Bias }.Concat(produced)) tensor?.Dispose();
    }

    /// <summary>Makes all tokens so far the prompt: with the next one, all of them are rotated differently.</summary>
    private void Restart()
    {
        Tensor more = torch.stack(produced, 1);
        Tensor longer = torch.cat([prompt, more], 1).DetachFromDisposeScope(), wider = torch.cat([mask, torch.ones_like(more)], 1).DetachFromDisposeScope();
        prompt.Dispose();
        mask.Dispose();
        foreach (Tensor tensor in produced) tensor.Dispose();
        produced.Clear();
        (prompt, mask, filled) = (longer, wider, longer.shape[1]);
        counts.add_(one);
        foreach (KeyValueCache cache in caches) cache.Clear();
    }
}

/// <summary>The keys and values of one layer: of the tokens so far, preallocated for the longest row, and of the encoder's output.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly Tensor keys, values;
    private long used;

    /// <summary>Allocates [rows, length, width] twice, of the type and on the device of <paramref name="like"/>; owns the encoder's part.</summary>
    public KeyValueCache(long rows, long length, long width, Tensor like, (Tensor Keys, Tensor Values)? encoded)
    {
        keys = torch.empty(rows, length, width, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        values = torch.empty_like(keys).DetachFromDisposeScope();
        Encoded = encoded is { } e ? (e.Keys.DetachFromDisposeScope(), e.Values.DetachFromDisposeScope()) : null;
    }

    /// <summary>The keys and values of the encoder's output; null without an encoder.</summary>
    public (Tensor Keys, Tensor Values)? Encoded { get; }

    /// <summary>Forgets all tokens.</summary>
    public void Clear() => used = 0;

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
        Encoded?.Keys.Dispose();
        Encoded?.Values.Dispose();
    }
}
