namespace Kif.Models.Llama;

/// <summary>YaRN (Peng et al., 2023): as LLaMA 3.1's with a ramp over pairs instead of wavelengths, and an attention factor.</summary>
/// <param name="shape">The base and the head width.</param>
/// <param name="factor">The factor on long wavelengths.</param>
/// <param name="fast">The number of turns within the original length from which a pair stays unchanged (<c>beta_fast</c>).</param>
/// <param name="slow">The number of turns up to which a pair is stretched fully (<c>beta_slow</c>).</param>
/// <param name="original">The longest text of the pretraining.</param>
/// <param name="sharpness">The attention factor: a factor on sine and cosine.</param>
/// <param name="whole">Whether the ramp's ends are rounded to whole pairs.</param>
internal sealed class YarnRope(RopeShape shape, double factor, double fast, double slow, double original, double sharpness, bool whole) : IRope
{
    public (double[] Speeds, double Factor) At(long length)
    {
        double low = Pair(fast), high = Pair(slow);
        if (whole) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, shape.Width - 1));
        if (low == high) high += 0.001;
        return ([.. shape.Speeds().Select((speed, i) =>
        {
            double stretched = Math.Clamp((i - low) / (high - low), 0, 1);
            return stretched * speed / factor + (1 - stretched) * speed;
        })], sharpness);
    }

    /// <summary>Computes the default attention factor of a scaling factor.</summary>
    public static double Sharpness(double factor, double weight = 1) => factor <= 1 ? 1 : 0.1 * weight * Math.Log(factor) + 1;

    /// <summary>Computes the (fractional) pair that turns this many times within the original length.</summary>
    private double Pair(double turns) => shape.Width * Math.Log(original / (turns * 2 * Math.PI)) / (2 * Math.Log(shape.Theta));
}
