namespace Kif.Models.Backbones;

/// <summary>The mask that hides later tokens and padding from a token, as a bias on attention scores.</summary>
internal static class CausalBias
{
    /// <summary>Computes the bias [batch · heads, length, length] from a padding mask, int64 [batch, length].</summary>
    public static Tensor Of(Tensor mask, long heads, ScalarType dtype)
    {
        long length = mask.shape[1];
        Tensor later = torch.full(length, length, Attention.Masked(dtype), dtype: dtype, device: mask.device).triu_(1);
        return Attention.Penalty(mask, dtype).unsqueeze(1).add(later).repeat_interleave(heads, 0);
    }
}
