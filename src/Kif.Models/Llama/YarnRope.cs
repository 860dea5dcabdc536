namespace Kif.Models.Llama;

/// <summary>YaRN (Peng et al., 2023): as LLaMA 3.1's with a ramp over pairs instead of wave lengths, and sharper attention.</summary>
/// <param name="shape">Base and width.</param>
/// <param name="factor">How much long waves are stretched.</param>
/// <param name="fast">Turns within the original length from which a pair stays as it is.</param>
/// <param name="slow">Turns up to which a pair is stretched fully.</param>
/// <param name="original">Longest text of the pretraining.</param>
/// <param name="sharpness">The factor on sine and cosine.</param>
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

    /// <summary>The usual sharpness of a factor.</summary>
    public static double Sharpness(double factor, double weight = 1) => factor <= 1 ? 1 : 0.1 * weight * Math.Log(factor) + 1;

    /// <summary>The pair (a fraction) that turns so often within the original length.</summary>
    private double Pair(double turns) => shape.Width * Math.Log(original / (turns * 2 * Math.PI)) / (2 * Math.Log(shape.Theta));
}
