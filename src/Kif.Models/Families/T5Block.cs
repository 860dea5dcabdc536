namespace Kif.Models;

/// <summary>One block of the encoder or decoder: self-attention, in the decoder attention to the encoder, feed-forward.</summary>
internal sealed class T5Block
{
    private readonly RmsNorm selfNorm, feedNorm;
    private readonly RmsNorm? crossNorm;
    private readonly T5FeedForward feed;

    /// <summary>Declares the block's weights.</summary>
    public T5Block(BackboneLayout layout, T5Config config, string stack, int number, bool decoder, ref T5Positions? positions)
    {
        (Range Weights, Range Linears) begun = layout.BeginBlock();
        string path = $"{stack}.block.{number}.layer";
        Self = new(layout, config, $"{path}.0.SelfAttention", number);
        positions ??= new(config, layout.Weight($"{path}.0.SelfAttention.relative_attention_bias", [config.Buckets, config.Heads], layer: number), !decoder);
        selfNorm = Norm($"{path}.0");
        if (decoder)
        {
            Cross = new(layout, config, $"{path}.1.EncDecAttention", number);
            crossNorm = Norm($"{path}.1");
        }
        path = $"{path}.{(decoder ? 2 : 1)}";
        feed = new(layout, config, $"{path}.DenseReluDense", number);
        feedNorm = Norm(path);
        Span = layout.EndBlock(begun);

        RmsNorm Norm(string at) => new(layout.Norm($"{at}.layer_norm", config.HiddenSize, number), config.NormEpsilon);
    }

    /// <summary>The block's weights and linear maps.</summary>
    public (Range Weights, Range Linears) Span { get; }

    /// <summary>The self-attention.</summary>
    public T5Attention Self { get; }

    /// <summary>The attention to the encoder; null in the encoder.</summary>
    public T5Attention? Cross { get; }

    /// <summary>Computes the whole block. <paramref name="keysAndValues"/> computes those that the normalized states attend to.</summary>
    public Tensor Forward(
        ForwardPass pass, Tensor x, long batch, Func<Tensor, (Tensor Keys, Tensor Values)> keysAndValues, Tensor bias,
        (Tensor Keys, Tensor Values) encoded = default, Tensor? crossBias = null)
    {
        // Tensors that autograd does not keep are freed block by block; residuals are added to a branch's output in place.
        using var scope = torch.NewDisposeScope();
        Tensor normed = selfNorm.Forward(pass, x);
        x = pass.Dropout(Self.Forward(pass, normed, keysAndValues(normed), batch, bias)).add_(x);
        if (Cross is not null) x = pass.Dropout(Cross.Forward(pass, crossNorm!.Forward(pass, x), encoded, batch, crossBias!)).add_(x);
        return pass.Dropout(feed.Forward(pass, feedNorm.Forward(pass, x))).add_(x).MoveToOuterDisposeScope();
    }
}

/// <summary>T5's attention: no scaling, no biases on the projections.</summary>
internal sealed class T5Attention
{
    private readonly LinearModule q, k, v, o;
    private readonly int heads;

    /// <summary>Declares the four projections.</summary>
    public T5Attention(BackboneLayout layout, T5Config config, string path, int layer)
    {
        heads = config.Heads;
        long inner = (long)config.Heads * config.HeadDim, width = config.HiddenSize;
        q = layout.Linear($"{path}.q", width, inner, layer, heads);
        k = layout.Linear($"{path}.k", width, inner, layer, heads);
        v = layout.Linear($"{path}.v", width, inner, layer, heads);
        o = layout.Linear(new($"{path}.o", layer, heads) { HeadsAtInput = true }, inner, width, false, false);
    }

    /// <summary>Computes keys and values of the states attended to: [batch · length, width] to twice [batch · heads, length, head width].</summary>
    public (Tensor Keys, Tensor Values) KeysAndValues(ForwardPass pass, Tensor states, long batch) =>
        (Attention.Split(pass.Linear(k, states), batch, heads), Attention.Split(pass.Linear(v, states), batch, heads));

    /// <summary>Attends from [batch · queries, width] to keys and values; the bias holds positions and masks.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, (Tensor Keys, Tensor Values) memory, long batch, Tensor bias)
    {
        Tensor queries = Attention.Split(pass.Linear(q, x), batch, heads);
        return pass.Linear(o, Attention.Join(Attention.Apply(pass, queries, memory.Keys, memory.Values, bias), batch));
    }
}

/// <summary>T5's feed-forward layer, plain or gated.</summary>
internal sealed class T5FeedForward
{
    private readonly LinearModule wi, wo;
    private readonly LinearModule? wi1;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the two or three linear maps.</summary>
    public T5FeedForward(BackboneLayout layout, T5Config config, string path, int layer)
    {
        bool gate = config.FeedForward.StartsWith("gated-", StringComparison.Ordinal);
        wi = layout.Linear($"{path}.{(gate ? "wi_0" : "wi")}", config.HiddenSize, config.IntermediateSize, layer);
        wi1 = gate ? layout.Linear($"{path}.wi_1", config.HiddenSize, config.IntermediateSize, layer) : null;
        wo = layout.Linear($"{path}.wo", config.IntermediateSize, config.HiddenSize, layer);
        activation = T5Activation.Named(config.FeedForward);
    }

    /// <summary>Maps [rows, width] to [rows, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        Tensor inner = activation(pass.Linear(wi, x));
        if (wi1 is not null) inner = inner.mul(pass.Linear(wi1, x));
        return pass.Linear(wo, pass.Dropout(inner));
    }
}

/// <summary>T5's relative positions: one learned bias per head and bucket of distances, shared by all layers of a stack.</summary>
internal sealed class T5Positions(T5Config config, int table, bool bothWays)
{
    /// <summary>Computes the bias of <paramref name="count"/> queries from position <paramref name="first"/> on: [heads, queries, keys].</summary>
    public Tensor Bias(ForwardPass pass, int first, int count, int keys)
    {
        long[] buckets = new long[count * keys];
        for (int i = 0; i < count; i++)
            for (int j = 0; j < keys; j++) buckets[i * keys + j] = Bucket(j - first - i);
        Tensor weights = pass.Weight(table);
        return weights.index_select(0, torch.tensor(buckets, device: weights.device)).view(count, keys, config.Heads).permute(2, 0, 1).contiguous();
    }

    /// <summary>Computes the bucket of a key's position minus a query's: one per near distance, far ones in growing steps.</summary>
    private int Bucket(int distance)
    {
        int buckets = config.Buckets, offset = 0;
        if (bothWays)
        {
            buckets /= 2;
            if (distance > 0) offset = buckets;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(-distance, 0);
        }
        int exact = buckets / 2;
        if (distance < exact) return offset + distance;
        float far = MathF.Log((float)distance / exact) / (float)Math.Log((double)config.MaxDistance / exact) * (buckets - exact);
        return offset + Math.Min(exact + (int)far, buckets - 1);
    }
}
