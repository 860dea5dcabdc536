namespace Kif.Testing;

/// <summary>The elements of a tensor as bytes.</summary>
internal static class TensorBits
{
    public static byte[] Of(Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        using var off = torch.no_grad();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }
}
