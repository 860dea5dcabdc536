using Kif.Models.Folders;

namespace Kif.Models.Llama;

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
    private static double Above(ConfigFile file, string name, double byDefault) => file.Double(name, byDefault) is var v and > 1 ? v : throw file.Refuse(name, "more than 1");

    private static double Positive(ConfigFile file, string name, double byDefault) => file.Double(name, byDefault) is var v and > 0 ? v : throw file.Refuse(name, "more than 0");

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
            ? YarnRope.Sharpness(factor, own) / YarnRope.Sharpness(factor, all)
            : YarnRope.Sharpness(factor);
        double fast = Weight("beta_fast") ?? 32, slow = Weight("beta_slow") ?? 1;
        if (fast < slow) throw s.Refuse("beta_fast", $"beta_slow, {slow}, or more");
        return new(shape, factor, fast, slow, original, Positive(s, "attention_factor", usual), s.Bool("truncate", true));

        // Zero counts as missing.
        double? Weight(string name) => s.Double(name, 0) switch { 0 => null, > 0 and var v => v, _ => throw s.Refuse(name, "0 or more") };
    }
}
