namespace Kif.Models;

/// <summary>A kind of rotary position embedding: the rotation of each pair of a head's elements per position.</summary>
internal interface IRope
{
    /// <summary>Whether the inverse frequencies depend on the length of the text; otherwise one table serves all lengths.</summary>
    bool DependsOnLength => false;

    /// <summary>Computes the inverse frequencies (radians per position of each pair), and the factor on sine and cosine.</summary>
    /// <param name="length">The number of positions.</param>
    (double[] InverseFrequencies, double Factor) Compute(long length);
}

/// <summary>The parameters that all kinds of rotary positions share.</summary>
/// <param name="Theta">The base of the inverse frequencies.</param>
/// <param name="Width">The width of a head, even.</param>
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

/// <summary>Inverse frequencies rounded to float16, as in a model that was converted to float16 including its buffers.</summary>
internal sealed class Float16Rope(IRope rope) : IRope
{
    public bool DependsOnLength => rope.DependsOnLength;

    public (double[] InverseFrequencies, double Factor) Compute(long length) =>
        rope.Compute(length) is var (frequencies, factor) ? ([.. frequencies.Select(f => (double)(Half)f)], factor) : default;
}

/// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c> (or the newer <c>rope_parameters</c>).</summary>
internal static class RopeReader
{
    private static readonly string[] Kinds = ["default", "linear", "dynamic", "llama3", "yarn"];

    /// <summary>Reads the rotary positions of a configuration.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown, or a setting is missing or wrong.</exception>
    public static IRope Read(ConfigFile config, int width)
    {
        ConfigFile? scaling = Scaling(config);
        var shape = new RopeShape(Theta(config), width, config.Size("max_position_embeddings", 2048));
        if (scaling is not { } s) return new PlainRope(shape);
        // The older name takes precedence, as in Hugging Face's class.
        string setting = s.Has("type") ? "type" : "rope_type", kind = s.String(setting, "default")!;
        if (s.Double("partial_rotary_factor", 1) != 1) throw s.Refuse("partial_rotary_factor", "1");
        double original = Positive(s, "original_max_position_embeddings", shape.MaxPositions);
        return kind switch
        {
            "default" => new PlainRope(shape),
            "linear" => new PlainRope(shape, Factor(s)),
            "dynamic" => new DynamicRope(shape, Factor(s)),
            "llama3" => Llama3(shape, s, original),
            "yarn" => Yarn(shape, s, original),
            _ => throw s.RefuseName(setting, Kinds),
        };
    }

    /// <summary>Reads the base of the inverse frequencies.</summary>
    public static double Theta(ConfigFile config) =>
        config.Has("rope_theta") || Scaling(config) is not { } s ? Above(config, "rope_theta", 10000) : Above(s, "rope_theta", 10000);

    private static ConfigFile? Scaling(ConfigFile config) => config.Section("rope_scaling") ?? config.Section("rope_parameters");

    private static double Factor(ConfigFile scaling) => scaling.Double("factor") is var f and >= 1 ? f : throw scaling.Refuse("factor", "1 or more");

    /// <summary>Reads a base above 1: with 1 or less, frequencies would not fall.</summary>
    private static double Above(ConfigFile file, string name, double byDefault) =>
        file.Double(name, byDefault) is var v and > 1 ? v : throw file.Refuse(name, "more than 1");

    private static double Positive(ConfigFile file, string name, double byDefault) =>
        file.Double(name, byDefault) is var v and > 0 ? v : throw file.Refuse(name, "more than 0");

    private static Llama3Rope Llama3(RopeShape shape, ConfigFile s, double original)
    {
        double low = Positive(s, "low_freq_factor", 1), high = s.Double("high_freq_factor", 4);
        return high > low ? new(shape, Factor(s), low, high, original) : throw s.Refuse("high_freq_factor", $"more than low_freq_factor, {low}");
    }

    private static YarnRope Yarn(RopeShape shape, ConfigFile s, double original)
    {
        // Without a factor in the file, it is the ratio of the two lengths.
        double factor = s.Has("factor") || !s.Has("original_max_position_embeddings") ? Factor(s) : Math.Max(1, shape.MaxPositions / original);
        double usual = Weight("mscale") is { } own && Weight("mscale_all_dim") is { } all
            ? YarnRope.AttentionFactor(factor, own) / YarnRope.AttentionFactor(factor, all)
            : YarnRope.AttentionFactor(factor);
        double fast = Weight("beta_fast") ?? 32, slow = Weight("beta_slow") ?? 1;
        if (fast < slow) throw s.Refuse("beta_fast", $"beta_slow, {slow}, or more");
        return new(shape, factor, fast, slow, original, Positive(s, "attention_factor", usual), s.Bool("truncate", true));

        // Zero counts as missing.
        double? Weight(string name) => s.Double(name, 0) switch { 0 => null, > 0 and var v => v, _ => throw s.Refuse(name, "0 or more") };
    }
}
