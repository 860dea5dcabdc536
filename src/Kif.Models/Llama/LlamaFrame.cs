namespace Kif.Models.Llama;

/// <summary>The inputs that all layers of one pass share: rotations and mask.</summary>
/// <param name="Batch">The number of rows.</param>
/// <param name="Cos">Cosines for keys, [batch, length, 1, head width].</param>
/// <param name="Sin">Signed sines for keys.</param>
/// <param name="QueryCos">Cosines for queries, with the attention's scale.</param>
/// <param name="QuerySin">Signed sines for queries, with the attention's scale.</param>
/// <param name="Bias">The bias on attention scores, broadcastable to [batch · key heads, group · length, keys].</param>
internal sealed record LlamaFrame(long Batch, Tensor Cos, Tensor Sin, Tensor QueryCos, Tensor QuerySin, Tensor Bias)
{
    /// <summary>All tensors, in order.</summary>
    public Tensor[] Tensors => [Cos, Sin, QueryCos, QuerySin, Bias];

    /// <summary>Copies the inputs with other tensors.</summary>
    public LlamaFrame With(Tensor[] tensors) => new(Batch, tensors[0], tensors[1], tensors[2], tensors[3], tensors[4]);
}
