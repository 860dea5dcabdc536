namespace Kif.Models.Backbones;

/// <summary>Dropout with masks from a random stream, at rates in steps of 1/256: many times faster than one Bernoulli number per element.</summary>
internal static class RandomMask
{
    /// <summary>Zeroes elements of x at the given rate and divides the others by the exact probability of being kept.</summary>
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
