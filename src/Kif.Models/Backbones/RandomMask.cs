namespace Kif.Models.Backbones;

/// <summary>Dropout whose masks come from a stream of its own, in steps of 1/256, many times faster than drawing one Bernoulli number a value.</summary>
internal static class RandomMask
{
    /// <summary>x with entries dropped at the given rate and the rest divided by the exact probability of being kept.</summary>
    public static Tensor Drop(Tensor x, double rate, RandomStream random)
    {
        int dropped = Math.Clamp((int)Math.Round(rate * 256), 0, 255);
        if (dropped == 0) return x;
        using Tensor mask = Mask(x, dropped, random);
        return x.mul(mask);
    }

    private static Tensor Mask(Tensor x, int dropped, RandomStream random)
    {
        using Tensor bytes = torch.empty(x.shape, dtype: ScalarType.Byte, device: torch.CPU);
        random.Fill(bytes.bytes);
        using Scalar threshold = dropped, scale = 256.0 / (256 - dropped);
        bytes.ge_(threshold);
        return bytes.to(x.dtype, x.device).mul_(scale);
    }
}
