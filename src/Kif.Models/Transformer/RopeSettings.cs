using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>The settings of rotary positions; those that a kind does not use have their defaults.</summary>
/// <param name="Kind">The kind by Hugging Face's name.</param>
/// <param name="Shape">The base, the head width and the longest text.</param>
internal sealed record RopeSettings(string Kind, RopeShape Shape)
{
    /// <summary>The factor by which positions are stretched. Default: 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The longest text of the pretraining, for <c>llama3</c> and <c>yarn</c>. Default: 0.</summary>
    public double Original { get; init; }

    /// <summary>The bounds of the interpolated turns, for <c>llama3</c> (<c>low_freq_factor</c>, <c>high_freq_factor</c>). Default: 1 and 4.</summary>
    public (double Low, double High) Turns { get; init; } = (1, 4);

    /// <summary>The bounds of the ramp, for <c>yarn</c> (<c>beta_fast</c>, <c>beta_slow</c>). Default: 32 and 1.</summary>
    public (double Fast, double Slow) Ramp { get; init; } = (32, 1);

    /// <summary>The factor on sine and cosine. Default: 1.</summary>
    public double AttentionFactor { get; init; } = 1;

    /// <summary>Whether the ramp's ends are rounded to whole pairs. Default: true.</summary>
    public bool Whole { get; init; } = true;

    /// <summary>Creates the rotary positions.</summary>
    public IRope Create() => Kind switch
    {
        "dynamic" => new DynamicRope(Shape, Factor),
        "llama3" => new Llama3Rope(Shape, Factor, Turns.Low, Turns.High, Original),
        "yarn" => new YarnRope(Shape, Factor, Ramp.Fast, Ramp.Slow, Original, AttentionFactor, Whole),
        _ => new PlainRope(Shape, Factor),
    };

    /// <summary>Whether two settings rotate alike, up to twice the longest text.</summary>
    public bool RotatesAs(RopeSettings other)
    {
        (IRope one, IRope two) = (Create(), other.Create());
        return new long[] { 1, Shape.MaxPositions, 2L * Shape.MaxPositions }.All(length =>
        {
            ((double[] frequencies, double factor), (double[] others, double otherFactor)) = (one.Compute(length), two.Compute(length));
            return factor == otherFactor && frequencies.AsSpan().SequenceEqual(others);
        });
    }

    /// <summary>
    /// Converts to settings that transformers 4 and 5 read alike: base and scaling at their old places, both together at the new one. Everything that counts
    /// is said, nothing that one of them ignores.
    /// </summary>
    /// <param name="config">The root of <c>config.json</c>; its settings of rotary positions are replaced.</param>
    public void Write(JsonObject config)
    {
        foreach (string gone in (string[])["original_max_position_embeddings", "partial_rotary_factor"]) config.Remove(gone);
        config["max_position_embeddings"] = Shape.MaxPositions;
        config["rope_theta"] = Number(Shape.Theta);
        config["rope_scaling"] = Kind == "default" ? null : Entry();
        config["rope_parameters"] = Entry();
    }

    /// <summary>Describes the settings in a few words.</summary>
    public override string ToString()
    {
        string text = $"base {Text(Shape.Theta)}";
        if (Kind == "default") return text;
        text += $", {Kind} by {Text(Factor)}";
        return Original > 0 ? $"{text} from {Text(Original)} positions" : text;
    }

    private JsonObject Entry()
    {
        var entry = new JsonObject { ["rope_type"] = Kind, ["rope_theta"] = Number(Shape.Theta) };
        if (Kind != "default") entry["factor"] = Number(Factor);
        if (Original > 0) entry["original_max_position_embeddings"] = Original == Math.Floor(Original) ? (JsonNode)(long)Original : Original;
        if (Kind == "llama3") (entry["low_freq_factor"], entry["high_freq_factor"]) = (Number(Turns.Low), Number(Turns.High));
        if (Kind == "yarn")
        {
            (entry["beta_fast"], entry["beta_slow"]) = (Number(Ramp.Fast), Number(Ramp.Slow));
            (entry["attention_factor"], entry["truncate"]) = (Number(AttentionFactor), Whole);
        }
        return entry;
    }

    /// <summary>Writes a number with a decimal point, since transformers warns of whole numbers.</summary>
    private static JsonNode Number(double number) => JsonNode.Parse(number == Math.Floor(number) && Math.Abs(number) < 1e15
        ? number.ToString("F1", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture))!;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a model type decides about its rotary positions.</summary>
/// <param name="HeadWidth">The width of a head.</param>
/// <param name="Positions">The longest text where <c>max_position_embeddings</c> is left out.</param>
internal readonly record struct RopeClass(int HeadWidth, int Positions);

/// <summary>
/// Reads rotary positions as transformers 5 does. <c>rope_scaling</c>, unless empty, takes precedence over <c>rope_parameters</c> as a whole; a base inside the
/// one that counts over <c>rope_theta</c> beside it; <c>rope_type</c> over <c>type</c>.
/// </summary>
internal static class RopeReader
{
    private static readonly string[] Kinds = ["default", "linear", "dynamic", "llama3", "yarn"];

    /// <summary>Reads the settings of a configuration.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown, or a setting is missing or wrong.</exception>
    public static RopeSettings Read(ConfigFile config, RopeClass size)
    {
        ConfigFile? entry = Filled(config, "rope_scaling") ?? Filled(config, "rope_parameters");
        double theta = entry?.Has("rope_theta") == true ? Above(entry, "rope_theta", 1) : Base(config);
        return entry is null ? new("default", Shape(config, theta, size)) : Entry(config, entry, entry.Has("rope_type") ? "rope_type" : "type", theta, size);
    }

    /// <summary>Tells where transformers 4 rotates otherwise: it does not know <c>rope_parameters</c>, nor a base inside <c>rope_scaling</c>.</summary>
    public static void Note(BackboneFiles files, RopeSettings followed, RopeClass size)
    {
        const string subject = "rotary positions";
        RopeSettings? other = Older(files.Config, size);
        if (other is null) GenerationNotes.Add(files, subject, $"rotates with {followed}", "fails at rope_scaling");
        else if (!other.RotatesAs(followed)) GenerationNotes.Add(files, subject, $"rotates with {followed}", $"with {other}{Unlike(followed, other)}");
    }

    /// <summary>Reads the settings as transformers 4 does; null where it fails.</summary>
    private static RopeSettings? Older(ConfigFile config, RopeClass size)
    {
        try
        {
            double theta = Base(config);
            if (config.Section("rope_scaling") is not { } entry) return new("default", Shape(config, theta, size));
            string kind = entry.Has("type") ? "type" : "rope_type";
            return entry.Has(kind) ? Entry(config, entry, kind, theta, size, outside: false) : null;
        }
        catch (InvalidDataException) { return null; }
    }

    private static string Unlike(RopeSettings one, RopeSettings two) => one.ToString() == two.ToString() ? " and other details" : "";

    private static RopeSettings Entry(ConfigFile config, ConfigFile s, string setting, double theta, RopeClass size, bool outside = true)
    {
        foreach (JsonProperty part in s.Json.EnumerateObject())
            if (part.Value.ValueKind == JsonValueKind.Object) throw s.Refuse(part.Name, "no object: this family has one rotation for all layers");
        string kind = s.String(setting, "default")!;
        if (!Kinds.Contains(kind)) throw s.RefuseName(setting, Kinds);
        // Plain rotations of this family turn the whole head, whatever the entry says.
        if (outside && kind != "default" && s.Double("partial_rotary_factor", 1) != 1) throw s.Refuse("partial_rotary_factor", "1");
        RopeShape shape = Shape(config, theta, size);
        var settings = new RopeSettings(kind, shape);
        if (kind == "default") return settings;
        if (kind is "linear" or "dynamic") return settings with { Factor = Factor(s) };
        ConfigFile lengths = outside && !s.Has("original_max_position_embeddings") ? config : s;
        settings = settings with { Original = Positive(lengths, "original_max_position_embeddings", shape.MaxPositions) };
        return kind == "llama3" ? Llama3(settings, s, outside) : Yarn(settings, s);
    }

    private static RopeSettings Llama3(RopeSettings settings, ConfigFile s, bool outside)
    {
        if (!outside && !s.Has("original_max_position_embeddings")) throw s.Refuse("original_max_position_embeddings", "a number");
        double low = Positive(s, "low_freq_factor"), high = s.Double("high_freq_factor");
        if (high <= low) throw s.Refuse("high_freq_factor", $"more than low_freq_factor, {low}");
        return settings with { Factor = Factor(s), Turns = (low, high) };
    }

    private static RopeSettings Yarn(RopeSettings settings, ConfigFile s)
    {
        double factor = Factor(s);
        double usual = Weight("mscale") is { } own && Weight("mscale_all_dim") is { } all
            ? YarnRope.AttentionFactor(factor, own) / YarnRope.AttentionFactor(factor, all)
            : YarnRope.AttentionFactor(factor);
        double fast = Weight("beta_fast") ?? 32, slow = Weight("beta_slow") ?? 1;
        if (fast < slow) throw s.Refuse("beta_fast", $"beta_slow, {slow}, or more");
        return settings with
        {
            Factor = factor, Ramp = (fast, slow), AttentionFactor = Positive(s, "attention_factor", usual), Whole = s.Bool("truncate", true),
        };

        // Zero counts as missing.
        double? Weight(string name) => s.Double(name, 0) switch { 0 => null, > 0 and var v => v, _ => throw s.Refuse(name, "0 or more") };
    }

    private static RopeShape Shape(ConfigFile config, double theta, RopeClass size) =>
        new(theta, size.HeadWidth, config.Size("max_position_embeddings", size.Positions));

    /// <summary>Reads an entry; null if it is missing or has no settings.</summary>
    private static ConfigFile? Filled(ConfigFile config, string name) =>
        config.Section(name) is { } section && section.Json.EnumerateObject().Any() ? section : null;

    private static double Base(ConfigFile config) => Above(config, "rope_theta", 10000);

    private static double Factor(ConfigFile scaling) => scaling.Double("factor") is var f and >= 1 ? f : throw scaling.Refuse("factor", "1 or more");

    /// <summary>Reads a base above 1: with 1 or less, frequencies would not fall.</summary>
    private static double Above(ConfigFile file, string name, double byDefault) =>
        file.Double(name, byDefault) is var v and > 1 ? v : throw file.Refuse(name, "more than 1");

    private static double Positive(ConfigFile file, string name, double? byDefault = null) =>
        (byDefault is { } usual ? file.Double(name, usual) : file.Double(name)) is var v and > 0 ? v : throw file.Refuse(name, "more than 0");
}
