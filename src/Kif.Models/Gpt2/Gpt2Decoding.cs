using Kif.Models.Backbones;

namespace Kif.Models.Gpt2;

/// <summary>Step-by-step decoding of left-padded prompts: the prompt in one pass, then one token at a time.</summary>
internal sealed class Gpt2Decoding : IDecoding
{
    private readonly Gpt2Network network;
    private readonly ForwardPass pass;
    private readonly Tensor prompt, mask, counts, one, penalty;
    private readonly KeyValueCache[] caches;
    private long filled;

    /// <summary>Takes ownership of the prompt and its mask, both int64 [batch, length].</summary>
    public Gpt2Decoding(Gpt2Network network, Gpt2Config config, ForwardPass pass, Tensor prompt, Tensor mask, int maxNewTokens, Tensor like)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.pass, this.prompt, this.mask) = (network, pass, prompt, mask);
        (long batch, filled) = (mask.shape[0], mask.shape[1]);
        counts = mask.sum(1, keepdim: true).DetachFromDisposeScope();
        one = torch.ones_like(counts).DetachFromDisposeScope();
        Tensor everything = torch.cat([mask, torch.ones(batch, maxNewTokens, dtype: mask.dtype, device: mask.device)], 1);
        penalty = Attention.Penalty(everything, like.dtype).repeat_interleave(config.Heads, 0).unsqueeze(1).DetachFromDisposeScope();
        caches = [.. Enumerable.Range(0, config.Layers).Select(_ => new KeyValueCache(batch * config.Heads, filled + maxNewTokens, config.ModelWidth / config.Heads, like))];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        if (last is null)
        {
            Tensor all = network.Forward(pass, prompt, network.Frame(mask, penalty.dtype), caches).view(prompt.shape[0], filled, -1);
            return network.Head(pass, all.select(1, filled - 1)).MoveToOuterDisposeScope();
        }
        filled++;
        var frame = new Gpt2Frame(prompt.shape[0], LearntPositions.Of(one, counts), penalty.narrow(2, 0, filled));
        counts.add_(one);
        return network.Head(pass, network.Forward(pass, last, frame, caches)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach (Tensor tensor in new[] { prompt, mask, counts, one, penalty }) tensor.Dispose();
    }
}
