using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>Step-by-step decoding: the encoder runs once, keys and values are kept.</summary>
internal sealed class T5Decoding : IDecoding
{
    private readonly T5Network network;
    private readonly ForwardPass pass;
    private readonly long batch;
    private readonly Tensor positions, crossBias, start;
    private readonly (Tensor Keys, Tensor Values)[] encoded;
    private readonly KeyValueCache[] caches;
    private int step;

    public T5Decoding(T5Network network, T5Config config, ForwardPass pass, Tensor ids, Tensor mask, int maxNewTokens)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.pass, batch) = (network, pass, ids.shape[0]);
        Tensor states = network.Encode(pass, ids, mask);
        encoded = [.. network.Decoder.Select(block => block.Cross!.Memory(pass, states, batch))];
        foreach ((Tensor keys, Tensor values) in encoded)
        {
            keys.DetachFromDisposeScope();
            values.DetachFromDisposeScope();
        }
        positions = network.DecoderBias(pass, maxNewTokens).repeat(batch, 1, 1).DetachFromDisposeScope();
        crossBias = network.CrossBias(pass, mask).DetachFromDisposeScope();
        start = torch.full(batch, config.DecoderStartId, dtype: ScalarType.Int64, device: ids.device).DetachFromDisposeScope();
        caches = [.. network.Decoder.Select(_ => new KeyValueCache(batch * config.Heads, maxNewTokens, config.HeadWidth, states))];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        Tensor x = network.Embed(pass, last ?? start), bias = positions.narrow(1, step, 1).narrow(2, 0, step + 1);
        for (int i = 0; i < caches.Length; i++)
        {
            (T5Block block, KeyValueCache cache) = (network.Decoder[i], caches[i]);
            x = block.Forward(pass, x, batch, states => cache.Append(block.Self.Memory(pass, states, batch)), bias, encoded[i], crossBias);
        }
        step++;
        return network.Head(pass, network.Finish(pass, x)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach ((Tensor keys, Tensor values) in encoded)
        {
            keys.Dispose();
            values.Dispose();
        }
        positions.Dispose();
        crossBias.Dispose();
        start.Dispose();
    }
}
