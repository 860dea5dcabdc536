using Kif.Models.Folders;

namespace Kif.Models.Llama;

/// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c> (or the newer <c>rope_parameters</c>).</summary>
internal static class RopeReader
{
    private static readonly string[] Kinds = ["default", "linear", "dynamic", "llama3", "yarn"];

    /// <summary>The rotation that a configuration asks for.</summary>
    /// <exception cref="InvalidDataException">It asks for a kind that there is not, or an entry is missing.</exception>
    public static IRope Read(ConfigFile config, int width)
    {
        ConfigFile? scaling = Scaling(config);
        if (config.Double("partial_rotary_factor", 1) != 1) throw config.Refuse("partial_rotary_factor", "1");
        var shape = new RopeShape(Theta(config), width, config.Size("max_position_embeddings", 2048));
        if (scaling is not { } s) return new PlainRope(shape);
        string kind = s.String("rope_type", s.String("type", "default"))!;
        double original = s.Double("original_max_position_embeddings", shape.MaxPositions);
        return kind switch
        {
            "default" => new PlainRope(shape),
            "linear" => new PlainRope(shape, Factor(s)),
            "dynamic" => new DynamicRope(shape, Factor(s)),
            "llama3" => new Llama3Rope(shape, Factor(s), s.Double("low_freq_factor", 1), s.Double("high_freq_factor", 4), original),
            "yarn" => Yarn(shape, s, original),
            _ => throw new InvalidDataException(UnknownName.Message("supported kind of rope_scaling", kind, Kinds)),
        };
    }

    /// <summary>The base of the speeds.</summary>
    public static double Theta(ConfigFile config) => config.Double("rope_theta", Scaling(config)?.Double("rope_theta", 10000) ?? 10000);

    private static ConfigFile? Scaling(ConfigFile config) => config.Section("rope_scaling") ?? config.Section("rope_parameters");

    private static double Factor(ConfigFile scaling) => scaling.Double("factor") is var f and >= 1 ? f : throw scaling.Refuse("factor", "1 or more");

    private static YarnRope Yarn(RopeShape shape, ConfigFile s, double original)
    {
        double factor = s.Has("original_max_position_embeddings") ? shape.MaxPositions / original : Factor(s);
        double usual = s.Has("mscale") && s.Has("mscale_all_dim")
            ? YarnRope.Sharpness(factor, s.Double("mscale", 1)) / YarnRope.Sharpness(factor, s.Double("mscale_all_dim", 1))
            : YarnRope.Sharpness(factor);
        return new(shape, factor, s.Double("beta_fast", 32), s.Double("beta_slow", 1), original, s.Double("attention_factor", usual), s.Bool("truncate", true));
    }
}
