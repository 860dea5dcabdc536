namespace Kif.Models.Backbones;

/// <summary>Attention over [batch · heads, length, head width] matrices.</summary>
internal static class Attention
{
    /// <summary>A number that no attention score survives, with room for another one and a bias on top.</summary>
    public static double Masked(ScalarType dtype) => dtype == ScalarType.Float16 ? -3e4 : -1e38;

    /// <summary>softmax(q kᵀ + bias) v; q comes scaled. The bias must broadcast to [batch · heads, queries, keys].</summary>
    public static Tensor Apply(ForwardPass pass, Tensor q, Tensor k, Tensor v, Tensor bias)
    {
        // TorchSharp 0.107 hands these on in another order than PyTorch: what is called on is the first factor, the last argument is added.
        Tensor scores = q.baddbmm(k.transpose(1, 2), bias, 1, 1);
        return torch.bmm(pass.Dropout(torch.nn.functional.softmax(scores, -1)), v);
    }

    /// <summary>[batch · length, heads · width] to [batch · heads, length, width].</summary>
    public static Tensor Split(Tensor x, long batch, long heads)
    {
        long length = x.shape[0] / batch, width = x.shape[1] / heads;
        return x.view(batch, length, heads, width).transpose(1, 2).reshape(batch * heads, length, width);
    }

    /// <summary>The way back.</summary>
    public static Tensor Join(Tensor x, long batch)
    {
        long heads = x.shape[0] / batch, length = x.shape[1], width = x.shape[2];
        return x.view(batch, heads, length, width).transpose(1, 2).reshape(batch * length, heads * width);
    }

    /// <summary>0 where the mask is 1, <see cref="Masked"/> where it is 0: [batch, keys] gives [batch, keys].</summary>
    public static Tensor Penalty(Tensor mask, ScalarType dtype) => (1 - mask.to_type(dtype)).mul_(Masked(dtype));
}
