namespace Kif.Models;

/// <summary>A kind of rotary position embedding: the rotation of each pair of a head's elements per position.</summary>
internal interface IRope
{
    /// <summary>Whether the inverse frequencies depend on the length of the text; otherwise one table serves all lengths.</summary>
    bool DependsOnLength => false;

    /// <summary>The longest text with its own inverse frequencies: a text that grows beyond it is computed again. Null if there is none.</summary>
    long? SwitchesAfter => null;

    /// <summary>Computes the inverse frequencies (radians per position of each pair), and the factor on sine and cosine.</summary>
    /// <param name="length">The number of positions.</param>
    (double[] InverseFrequencies, double Factor) Compute(long length);
}

/// <summary>The parameters that all kinds of rotary positions share.</summary>
/// <param name="Theta">The base of the inverse frequencies.</param>
/// <param name="Width">The number of elements of a head that are rotated, even.</param>
/// <param name="MaxPositions">The longest text of the pretraining according to the configuration.</param>
internal sealed record RopeShape(double Theta, int Width, int MaxPositions)
{
    /// <summary>Computes the inverse frequencies θ^(−2i/width), one for each pair i.</summary>
    public double[] InverseFrequencies(double? theta = null) =>
        [.. Enumerable.Range(0, Width / 2).Select(i => Math.Pow(theta ?? Theta, -2.0 * i / Width))];
}

/// <summary>The original rotary positions (Su et al., 2021), or with all positions divided by a factor (<c>linear</c>).</summary>
internal sealed class PlainRope(RopeShape shape, double factor = 1) : IRope
{
    public (double[] InverseFrequencies, double Factor) Compute(long length) => ([.. shape.InverseFrequencies().Select(f => f / factor)], 1);
}

/// <summary>
/// Dynamic NTK scaling (<c>dynamic</c>): beyond the pretraining's length the base grows with the longest text of the batch, which lowers the frequencies.
/// </summary>
internal sealed class DynamicRope(RopeShape shape, double factor) : IRope
{
    public bool DependsOnLength => true;

    public (double[] InverseFrequencies, double Factor) Compute(long length)
    {
        double stretch = factor * Math.Max(length, shape.MaxPositions) / shape.MaxPositions - (factor - 1);
        return (shape.InverseFrequencies(shape.Theta * Math.Pow(stretch, shape.Width / (shape.Width - 2.0))), 1);
    }
}

/// <summary>LLaMA 3.1's scaling (<c>llama3</c>): long wavelengths are stretched by the factor, short ones stay, those between are interpolated.</summary>
/// <param name="shape">The base and the head width.</param>
/// <param name="factor">The factor on long wavelengths.</param>
/// <param name="low">The number of turns within the original length below which a wavelength is long (<c>low_freq_factor</c>).</param>
/// <param name="high">The number of turns above which it is short (<c>high_freq_factor</c>).</param>
/// <param name="original">The longest text of the pretraining.</param>
internal sealed class Llama3Rope(RopeShape shape, double factor, double low, double high, double original) : IRope
{
    public (double[] InverseFrequencies, double Factor) Compute(long length) => ([.. shape.InverseFrequencies().Select(Stretch)], 1);

    private double Stretch(double frequency)
    {
        double turns = original * frequency / (2 * Math.PI);
        double blend = Math.Clamp((turns - low) / (high - low), 0, 1);
        return (1 - blend) * frequency / factor + blend * frequency;
    }
}

/// <summary>YaRN (Peng et al., 2023): as LLaMA 3.1's with a ramp over pairs instead of wavelengths, and an attention factor.</summary>
/// <param name="shape">The base and the head width.</param>
/// <param name="factor">The factor on long wavelengths.</param>
/// <param name="fast">The number of turns within the original length from which a pair stays unchanged (<c>beta_fast</c>).</param>
/// <param name="slow">The number of turns up to which a pair is stretched fully (<c>beta_slow</c>).</param>
/// <param name="original">The longest text of the pretraining.</param>
/// <param name="attentionFactor">The factor on sine and cosine.</param>
/// <param name="whole">Whether the ramp's ends are rounded to whole pairs.</param>
internal sealed class YarnRope(RopeShape shape, double factor, double fast, double slow, double original, double attentionFactor, bool whole) : IRope
{
    public (double[] InverseFrequencies, double Factor) Compute(long length)
    {
        double low = Pair(fast), high = Pair(slow);
        if (whole) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, shape.Width - 1));
        if (low == high) high += 0.001;
        return ([.. shape.InverseFrequencies().Select((frequency, i) =>
        {
            double stretched = Math.Clamp((i - low) / (high - low), 0, 1);
            return stretched * frequency / factor + (1 - stretched) * frequency;
        })], attentionFactor);
    }

    /// <summary>Computes the default attention factor of a scaling factor.</summary>
    public static double AttentionFactor(double factor, double weight = 1) => factor <= 1 ? 1 : 0.1 * weight * Math.Log(factor) + 1;

    /// <summary>Computes the (fractional) pair that turns this many times within the original length.</summary>
    private double Pair(double turns) => shape.Width * Math.Log(original / (turns * 2 * Math.PI)) / (2 * Math.Log(shape.Theta));
}

/// <summary>
/// LongRoPE (Ding et al., 2024; <c>longrope</c>): a factor on the wavelength of each pair, one set for texts up to the pretraining's length and one for longer
/// texts, and an attention factor.
/// </summary>
/// <param name="shape">The base and the rotated width.</param>
/// <param name="factors">The factors of short and of long texts, one for each pair.</param>
/// <param name="original">The longest text of the pretraining.</param>
/// <param name="attentionFactor">The factor on sine and cosine.</param>
internal sealed class LongRope(RopeShape shape, LongRopeFactors factors, double original, double attentionFactor) : IRope
{
    public bool DependsOnLength => true;

    public long? SwitchesAfter => (long)original;

    public (double[] InverseFrequencies, double Factor) Compute(long length) =>
        ([.. shape.InverseFrequencies().Zip(length > original ? factors.Long : factors.Short, (frequency, factor) => frequency / factor)], attentionFactor);

    /// <summary>Computes the default attention factor of a scaling factor.</summary>
    public static double AttentionFactor(double factor, double original) => factor <= 1 ? 1 : Math.Sqrt(1 + Math.Log(factor) / Math.Log(original));
}

/// <summary>The factors on the wavelengths of LongRoPE, one for each pair.</summary>
/// <param name="Short">Those of texts up to the pretraining's length.</param>
/// <param name="Long">Those of longer texts.</param>
internal sealed record LongRopeFactors(IReadOnlyList<double> Short, IReadOnlyList<double> Long);
