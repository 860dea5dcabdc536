using Kif.Models.Backbones;

namespace Kif.Models.Llama;

/// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c> (or the newer <c>rope_parameters</c>).</summary>
internal static class RopeReader
{
    private static readonly string[] Kinds = ["default", "linear", "dynamic", "llama3", "yarn"];

    /// <summary>The rotation that a configuration asks for.</summary>
    /// <exception cref="InvalidDataException">It asks for a kind that there is not, or an entry is missing.</exception>
    public static IRope Read(ConfigReader config, int width)
    {
        ConfigReader? scaling = Scaling(config);
        if (config.Number("partial_rotary_factor", 1) != 1) throw new InvalidDataException("'partial_rotary_factor' other than 1 is not supported");
        var shape = new RopeShape(Theta(config), width, config.Size("max_position_embeddings", 2048));
        if (scaling is not { } s) return new PlainRope(shape);
        string kind = s.Text("rope_type", s.Text("type", "default"));
        double original = s.Number("original_max_position_embeddings", shape.MaxPositions);
        return kind switch
        {
            "default" => new PlainRope(shape),
            "linear" => new PlainRope(shape, Factor(s)),
            "dynamic" => new DynamicRope(shape, Factor(s)),
            "llama3" => new Llama3Rope(shape, Factor(s), s.Number("low_freq_factor", 1), s.Number("high_freq_factor", 4), original),
            "yarn" => Yarn(shape, s, original),
            _ => throw new InvalidDataException(UnknownName.Message("supported kind of rope_scaling", kind, Kinds)),
        };
    }

    /// <summary>The base of the speeds.</summary>
    public static double Theta(ConfigReader config) => config.Number("rope_theta", Scaling(config)?.Number("rope_theta", 10000) ?? 10000);

    private static ConfigReader? Scaling(ConfigReader config) => config.Section("rope_scaling") ?? config.Section("rope_parameters");

    private static double Factor(ConfigReader scaling) => scaling.Number("factor", double.NaN) is var f && f >= 1
        ? f : throw new InvalidDataException("'factor' in rope_scaling must be a number of 1 or more");

    private static YarnRope Yarn(RopeShape shape, ConfigReader s, double original)
    {
        double factor = s.Has("original_max_position_embeddings") ? shape.MaxPositions / original : Factor(s);
        double usual = s.Has("mscale") && s.Has("mscale_all_dim")
            ? YarnRope.Sharpness(factor, s.Number("mscale", 1)) / YarnRope.Sharpness(factor, s.Number("mscale_all_dim", 1))
            : YarnRope.Sharpness(factor);
        return new(shape, factor, s.Number("beta_fast", 32), s.Number("beta_slow", 1), original, s.Number("attention_factor", usual), s.Flag("truncate", true));
    }
}
