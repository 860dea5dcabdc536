using Kif.Models;

namespace Kif.Testing.Tests.Wrong;

/// <summary>A tiny LLaMA; the wrong ones below differ from it in one thing.</summary>
internal class Tiny(IWeightSource weights, ScalarType dtype) : IBackbone
{
    private protected readonly LlamaBackbone inner = TinyLlama.Create("llama", 16, weights, dtype);

    public string ModelType => "wrong";

    public Device Device => inner.Device;

    public ScalarType DType => inner.DType;

    public virtual IReadOnlyList<ParameterInfo> Weights => inner.Weights;

    public virtual IReadOnlyList<Tensor> Tensors => inner.Tensors;

    public IReadOnlyList<LinearModule> Linears => inner.Linears;

    public IReadOnlyList<string> DefaultLoraTargets => inner.DefaultLoraTargets;

    public IReadOnlyList<int> EndIds => inner.EndIds;

    public int LabelShift => inner.LabelShift;

    public int? EmbeddingTable => inner.EmbeddingTable;

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => inner.Collate(examples);

    public virtual Tensor Hidden(ForwardPass pass, TokenBatch batch) => inner.Hidden(pass, batch);

    public virtual Tensor Head(ForwardPass pass, Tensor rows) => inner.Head(pass, rows);

    public virtual IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens) => inner.Decode(pass, prompts, maxNewTokens);

    public void Dispose() => inner.Dispose();
}

internal sealed class DeclaresTwice(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override IReadOnlyList<ParameterInfo> Weights => [.. inner.Weights.Skip(1).Prepend(inner.Weights[1])];
}

internal sealed class ForgetsAGradient(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override Tensor Head(ForwardPass pass, Tensor rows) => inner.Head(pass, rows.detach() * 0.5 + rows * 0.5);
}

internal sealed class SeesPadding(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch) =>
        inner.Hidden(pass, batch) * (1 + 0.01 * batch.AttentionMask.eq(0).any(1).to_type(DType).view(-1, 1, 1));
}

internal sealed class MixesTheBatch(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override Tensor Head(ForwardPass pass, Tensor rows) => inner.Head(pass, rows * (1 + 0.1 * (rows.shape[0] - 1)));
}

internal sealed class GeneratesOtherwise(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens) =>
        inner.Decode(pass, [.. prompts.Select(p => p with { Source = [.. p.Source, 5, 6] })], maxNewTokens);
}

internal sealed class ComputesTwice(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        inner.Hidden(pass, batch).Dispose();
        return inner.Hidden(pass, batch);
    }
}

internal sealed class TurnsTheBatch(IWeightSource weights, ScalarType dtype) : Tiny(weights, dtype)
{
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        // Each text is computed as it should be, but in another row than its own.
        using var turned = new TokenBatch(batch.InputIds.roll(1, 0), batch.AttentionMask.roll(1, 0), batch.Labels.roll(1, 0), batch.TargetTokens);
        return inner.Hidden(pass, turned).roll(-1, 0);
    }
}
