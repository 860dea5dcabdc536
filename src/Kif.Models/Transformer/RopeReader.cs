using System.Text.Json;

namespace Kif.Models;

/// <summary>
/// Reads rotary positions as transformers 5 does. <c>rope_scaling</c>, unless empty, takes precedence over <c>rope_parameters</c> as a whole; a base inside the
/// one that counts over <c>rope_theta</c> beside it; <c>rope_type</c> over <c>type</c>. Where two kinds of layers have their own entries in
/// <c>rope_parameters</c>, <c>rope_scaling</c> is read over that of the layers that it applies to.
/// </summary>
internal static class RopeReader
{
    private const string Scaling = "rope_scaling", Parameters = "rope_parameters", Original = "original_max_position_embeddings",
        Partial = "partial_rotary_factor", Longest = "max_position_embeddings";

    private static readonly string[] Kinds = ["default", "linear", "dynamic", "llama3", "yarn", "longrope"];

    /// <summary>Reads the settings of a configuration.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown, or a setting is missing or wrong.</exception>
    public static RopeSettings Read(ConfigFile config, RopeClass size)
    {
        ConfigFile? entry = size.Layers is { } layers ? OfLayers(config, layers, size.Scales) : Filled(config, Scaling) ?? Filled(config, Parameters);
        double theta = entry?.Has("rope_theta") == true ? Above(entry, "rope_theta", 1) : Base(config, size);
        return entry is null ? Plain(config, null, theta, size) : Entry(config, entry, entry.Has("rope_type") ? "rope_type" : "type", theta, size);
    }

    /// <summary>Tells where transformers 4 rotates otherwise: it does not know <c>rope_parameters</c>, nor a base inside <c>rope_scaling</c>.</summary>
    /// <param name="files">The folder's files; their notes receive the sentence.</param>
    /// <param name="rotations">The settings as transformers 5 reads them, of each kind of layers.</param>
    public static void Note(BackboneFiles files, params (RopeSettings Followed, RopeClass Size)[] rotations)
    {
        const string subject = "rotary positions";
        (RopeSettings Five, RopeSettings? Four)[] both = [.. rotations.Select(r => (r.Followed, Older(files.Config, r.Size)))];
        string five = $"rotates with {Text(both.Select(b => b.Five))}";
        if (both.Any(b => b.Four is null)) GenerationNotes.Add(files, subject, five, $"fails at {Scaling}");
        else if (both.Any(b => !b.Four!.RotatesAs(b.Five)))
            GenerationNotes.Add(
                files, subject, five, $"with {Text(both.Select(b => b.Four!))}{(both.All(b => $"{b.Five}" == $"{b.Four}") ? " and other details" : "")}");
    }

    private static string Text(IEnumerable<RopeSettings> settings) => string.Join(" and, in windows, ", settings);

    /// <summary>Reads the settings as transformers 4 does; null where it fails.</summary>
    private static RopeSettings? Older(ConfigFile config, RopeClass size)
    {
        try
        {
            double theta = Base(config, size);
            if (!size.Scales || config.Section(Scaling) is not { } entry) return Plain(config, null, theta, size);
            string kind = entry.Has("type") ? "type" : "rope_type";
            return entry.Has(kind) ? Entry(config, entry, kind, theta, size, outside: false) : null;
        }
        catch (InvalidDataException) { return null; }
    }

    private static RopeSettings Entry(ConfigFile config, ConfigFile s, string setting, double theta, RopeClass size, bool outside = true)
    {
        foreach (JsonProperty part in s.Json.EnumerateObject())
            if (part.Value.ValueKind == JsonValueKind.Object) throw s.Refuse(part.Name, "no object: this family has one rotation for all layers");
        string kind = s.String(setting, "default")!;
        if (size.Partial && (kind is "su" || !outside && kind is "yarn")) kind = "longrope";
        if (!Kinds.Contains(kind)) throw s.RefuseName(setting, Kinds);
        // Plain rotations of the other families turn the whole head, whatever the entry says.
        if (!size.Partial && outside && kind != "default" && s.Double(Partial, 1) != 1) throw s.Refuse(Partial, "1");
        RopeSettings settings = Plain(config, outside ? s : null, theta, size) with { Kind = kind };
        if (kind == "default") return settings;
        if (kind is "linear" or "dynamic") return settings with { Factor = Factor(s) };
        if (kind == "longrope") return Long(settings, config, s, outside);
        ConfigFile lengths = outside && !s.Has(Original) ? config : s;
        settings = settings with { Original = Positive(lengths, Original, settings.Shape.MaxPositions) };
        return kind == "llama3" ? Llama3(settings, s, outside) : Yarn(settings, s);
    }

    /// <summary>Reads unscaled rotations.</summary>
    private static RopeSettings Plain(ConfigFile config, ConfigFile? entry, double theta, RopeClass size)
    {
        int longest = config.Size(Longest, size.Positions);
        if (!size.Partial) return new("default", new(theta, size.HeadWidth, longest));
        ConfigFile told = entry?.Has(Partial) == true ? entry : config;
        double share = told.Double(Partial, 1);
        int width = (int)(size.HeadWidth * share);
        return width >= 2 && width <= size.HeadWidth && width % 2 == 0
            ? new("default", new(theta, width, longest)) { Share = share }
            : throw told.Refuse(Partial, $"a share of 1 or less, such that an even number of a head's {size.HeadWidth} elements is rotated");
    }

    /// <summary>Reads LongRoPE: an original length beside the entry counts more than one inside.</summary>
    private static RopeSettings Long(RopeSettings settings, ConfigFile config, ConfigFile s, bool outside)
    {
        const int known = 3;
        if (!outside && s.Json.EnumerateObject().Count() != known) throw s.Refuse("type", "beside short_factor and long_factor alone");
        int pairs = settings.Shape.Width / 2, longest = settings.Shape.MaxPositions;
        ConfigFile told = config.Has(Original) ? config : s;
        double original = told.Double(Original, longest);
        if (original is not (> 1 and <= int.MaxValue)) throw told.Refuse(Original, $"more than 1, and {int.MaxValue} or less");
        double factor = outside && s.Has("factor") ? Factor(s) : longest / original;
        double usual = LongRope.AttentionFactor(factor, original);
        return settings with
        {
            Original = original, Factors = new(Factors("short_factor"), Factors("long_factor")),
            AttentionFactor = outside ? Positive(s, "attention_factor", usual) : usual,
        };

        IReadOnlyList<double> Factors(string name)
        {
            IReadOnlyList<double> values = s.Doubles(name);
            return values.Count == pairs && values.All(v => v > 0)
                ? values : throw s.Refuse(name, $"a list of {pairs} numbers above 0, one for each rotated pair");
        }
    }

    /// <summary>Reads the entry of one kind of layers, with the scaling over it where that applies; null if there is neither.</summary>
    private static ConfigFile? OfLayers(ConfigFile config, string layers, bool scales)
    {
        ConfigFile? all = Filled(config, Parameters);
        foreach (JsonProperty part in all?.Json.EnumerateObject() ?? default)
            if (part.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
                throw all!.Refuse(part.Name, "entries 'full_attention' and 'sliding_attention': this family has two rotations");
        ConfigFile? own = all?.Section(layers), scaling = scales ? Filled(config, Scaling) : null;
        return scaling is null ? own : scaling.Over(own);
    }

    private static RopeSettings Llama3(RopeSettings settings, ConfigFile s, bool outside)
    {
        if (!outside && !s.Has(Original)) throw s.Refuse(Original, "a number");
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

    /// <summary>Reads an entry; null if it is missing or has no settings.</summary>
    private static ConfigFile? Filled(ConfigFile config, string name) =>
        config.Section(name) is { } section && section.Json.EnumerateObject().Any() ? section : null;

    private static double Base(ConfigFile config, RopeClass size) => Above(config, size.BaseSetting, size.Theta);

    private static double Factor(ConfigFile scaling) => scaling.Double("factor") is var f and >= 1 ? f : throw scaling.Refuse("factor", "1 or more");

    /// <summary>Reads a base above 1: with 1 or less, frequencies would not fall.</summary>
    private static double Above(ConfigFile file, string name, double byDefault) =>
        file.Double(name, byDefault) is var v and > 1 ? v : throw file.Refuse(name, "more than 1");

    private static double Positive(ConfigFile file, string name, double? byDefault = null) =>
        (byDefault is { } usual ? file.Double(name, usual) : file.Double(name)) is var v and > 0 ? v : throw file.Refuse(name, "more than 0");
}
