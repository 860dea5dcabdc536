namespace Kif.Models;

/// <summary>Scaled dot-product attention over [batch · heads, length, head width] matrices.</summary>
internal static class Attention
{
    /// <summary>Returns the bias that hides a key: low enough for any score, and such that two of them and a bias can be added without overflow.</summary>
    public static double Masked(ScalarType dtype) => dtype == ScalarType.Float16 ? -3e4 : -1e38;

    /// <summary>Computes softmax(q kᵀ + bias) v; q is scaled already. The bias must broadcast to [batch · heads, queries, keys].</summary>
    public static Tensor Apply(ForwardPass pass, Tensor q, Tensor k, Tensor v, Tensor bias)
    {
        // TorchSharp 0.107 orders these arguments differently from PyTorch: the receiver is the first factor, and the last argument is added.
        Tensor scores = q.baddbmm(k.transpose(1, 2), bias, 1, 1);
        return torch.bmm(pass.Dropout(torch.nn.functional.softmax(scores, -1)), v);
    }

    /// <summary>Splits heads: [batch · length, heads · width] to [batch · heads, length, width].</summary>
    public static Tensor Split(Tensor x, long batch, long heads)
    {
        long length = x.shape[0] / batch, width = x.shape[1] / heads;
        return x.view(batch, length, heads, width).transpose(1, 2).reshape(batch * heads, length, width);
    }

    /// <summary>Joins heads: the inverse of <see cref="Split"/>.</summary>
    public static Tensor Join(Tensor x, long batch)
    {
        long heads = x.shape[0] / batch, length = x.shape[1], width = x.shape[2];
        return x.view(batch, heads, length, width).transpose(1, 2).reshape(batch * length, heads * width);
    }

    /// <summary>Turns a mask [batch, keys] into a bias of the same shape: 0 where it is 1, <see cref="Masked"/> where it is 0.</summary>
    public static Tensor MaskBias(Tensor mask, ScalarType dtype) => (1 - mask.to_type(dtype)).mul_(Masked(dtype));
}

/// <summary>The mask that hides later tokens and padding from a token, as a bias on attention scores.</summary>
internal static class CausalMask
{
    /// <summary>Computes the bias [batch · heads, length, length] from a padding mask, int64 [batch, length].</summary>
    public static Tensor Bias(Tensor mask, long heads, ScalarType dtype)
    {
        long length = mask.shape[1];
        Tensor later = torch.full(length, length, Attention.Masked(dtype), dtype: dtype, device: mask.device).triu_(1);
        return Attention.MaskBias(mask, dtype).unsqueeze(1).add(later).repeat_interleave(heads, 0);
    }
}
