using Kif.Models.Backbones;

namespace Kif.Models.Llama;

/// <summary>Step-by-step decoding of left-padded prompts: the prompt in one pass, then one token at a time.</summary>
internal sealed class LlamaDecoding : IDecoding
{
    private readonly LlamaNetwork network;
    private readonly RopeTable rope;
    private readonly ForwardPass pass;
    private readonly Tensor prompt, mask, counts, one, penalty;
    private readonly KeyValueCache[] caches;
    private readonly long most;
    private long filled;

    /// <summary>Takes ownership of the prompt and its mask, both int64 [batch, length].</summary>
    public LlamaDecoding(LlamaNetwork network, LlamaConfig config, RopeTable rope, ForwardPass pass, Tensor prompt, Tensor mask, int maxNewTokens, Tensor like)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.rope, this.pass, this.prompt, this.mask) = (network, rope, pass, prompt, mask);
        long batch = mask.shape[0];
        most = mask.shape[1] + maxNewTokens;
        counts = mask.sum(1, keepdim: true).DetachFromDisposeScope();
        one = torch.ones_like(counts).DetachFromDisposeScope();
        Tensor everything = torch.cat([mask, torch.ones(batch, maxNewTokens, dtype: mask.dtype, device: mask.device)], 1);
        penalty = Attention.Penalty(everything, like.dtype).repeat_interleave(config.KeyValueHeads, 0).unsqueeze(1).DetachFromDisposeScope();
        caches = [.. Enumerable.Range(0, config.Layers).Select(_ => new KeyValueCache(batch * config.KeyValueHeads, most, config.HeadWidth, like))];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        Tensor states;
        if (last is null)
        {
            filled = prompt.shape[1];
            LlamaFrame frame = network.Frame(rope, mask, null, most, network.Bias(mask, penalty.dtype));
            states = network.Forward(pass, prompt, frame, caches).view(prompt.shape[0], filled, -1).select(1, filled - 1);
        }
        else
        {
            filled++;
            states = network.Forward(pass, last, network.Frame(rope, one, counts, most, penalty.narrow(2, 0, filled)), caches);
            counts.add_(one);
        }
        return network.Head(pass, states).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach (Tensor tensor in new[] { prompt, mask, counts, one, penalty }) tensor.Dispose();
    }
}
