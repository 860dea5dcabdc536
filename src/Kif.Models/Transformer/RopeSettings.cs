using System.Globalization;
using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>The settings of rotary positions; those that a kind does not use have their defaults.</summary>
/// <param name="Kind">The kind by Hugging Face's name.</param>
/// <param name="Shape">The base, the head width and the longest text.</param>
internal sealed record RopeSettings(string Kind, RopeShape Shape)
{
    /// <summary>The factor by which positions are stretched. Default: 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The longest text of the pretraining, for <c>llama3</c>, <c>yarn</c> and <c>longrope</c>. Default: 0.</summary>
    public double Original { get; init; }

    /// <summary>The bounds of the interpolated turns, for <c>llama3</c> (<c>low_freq_factor</c>, <c>high_freq_factor</c>). Default: 1 and 4.</summary>
    public (double Low, double High) Turns { get; init; } = (1, 4);

    /// <summary>The bounds of the ramp, for <c>yarn</c> (<c>beta_fast</c>, <c>beta_slow</c>). Default: 32 and 1.</summary>
    public (double Fast, double Slow) Ramp { get; init; } = (32, 1);

    /// <summary>The factor on sine and cosine. Default: 1.</summary>
    public double AttentionFactor { get; init; } = 1;

    /// <summary>Whether the ramp's ends are rounded to whole pairs. Default: true.</summary>
    public bool Whole { get; init; } = true;

    /// <summary>The factors of each pair, for <c>longrope</c>; null for other kinds.</summary>
    public LongRopeFactors? Factors { get; init; }

    /// <summary>The share of a head's elements that are rotated; null where a model type always rotates all.</summary>
    public double? Share { get; init; }

    /// <summary>Creates the rotary positions.</summary>
    public IRope Create() => Kind switch
    {
        "dynamic" => new DynamicRope(Shape, Factor),
        "llama3" => new Llama3Rope(Shape, Factor, Turns.Low, Turns.High, Original),
        "yarn" => new YarnRope(Shape, Factor, Ramp.Fast, Ramp.Slow, Original, AttentionFactor, Whole),
        "longrope" => new LongRope(Shape, Factors!, Original, AttentionFactor),
        _ => new PlainRope(Shape, Factor),
    };

    /// <summary>Whether two settings rotate alike, up to twice the longest text.</summary>
    public bool RotatesAs(RopeSettings other)
    {
        (IRope one, IRope two) = (Create(), other.Create());
        return new[] { 1, one.SwitchesAfter ?? 1, two.SwitchesAfter ?? 1, Shape.MaxPositions, 2L * Shape.MaxPositions }.All(length =>
        {
            ((double[] frequencies, double factor), (double[] others, double otherFactor)) = (one.Compute(length), two.Compute(length));
            return factor == otherFactor && Shape.Width == other.Shape.Width && frequencies.AsSpan().SequenceEqual(others);
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
        config["rope_scaling"] = Kind switch { "default" => null, "longrope" when IsUsual => LongEntry(), _ => Entry() };
        config["rope_parameters"] = Entry();
        if (Share is { } share) config["partial_rotary_factor"] = Number(share);
        if (Kind == "longrope") config["original_max_position_embeddings"] = Whole64(Original);
    }

    /// <summary>Converts two settings, of the layers that attend to whole texts and of those with windows.</summary>
    /// <param name="config">The root of <c>config.json</c>; its settings of rotary positions are replaced.</param>
    /// <param name="local">The settings of layers with windows.</param>
    /// <param name="localBase">The name of their base at its old place.</param>
    public void Write(JsonObject config, RopeSettings local, string localBase)
    {
        Write(config);
        config[localBase] = Number(local.Shape.Theta);
        config["rope_parameters"] = new JsonObject { ["full_attention"] = Entry(), ["sliding_attention"] = local.Entry() };
    }

    /// <summary>Describes the settings in a few words.</summary>
    public override string ToString()
    {
        string text = $"base {Text(Shape.Theta)}";
        if (Kind == "default") return text;
        if (Kind == "longrope") return $"{text}, {Kind} from {Text(Original)} positions, sine and cosine times {Text(Math.Round(AttentionFactor, 4))}";
        text += $", {Kind} by {Text(Factor)}";
        return Original > 0 ? $"{text} from {Text(Original)} positions" : text;
    }

    /// <summary>Whether the attention factor of <c>longrope</c> follows from the lengths: transformers 4 has no setting for another one.</summary>
    private bool IsUsual => AttentionFactor == LongRope.AttentionFactor(Shape.MaxPositions / Original, Original);

    private JsonObject Entry()
    {
        var entry = new JsonObject { ["rope_type"] = Kind, ["rope_theta"] = Number(Shape.Theta) };
        if (Kind is not ("default" or "longrope")) entry["factor"] = Number(Factor);
        if (Share is { } share) entry["partial_rotary_factor"] = Number(share);
        if (Original > 0) entry["original_max_position_embeddings"] = Whole64(Original);
        if (Kind == "llama3") (entry["low_freq_factor"], entry["high_freq_factor"]) = (Number(Turns.Low), Number(Turns.High));
        if (Kind == "yarn")
        {
            (entry["beta_fast"], entry["beta_slow"]) = (Number(Ramp.Fast), Number(Ramp.Slow));
            (entry["attention_factor"], entry["truncate"]) = (Number(AttentionFactor), Whole);
        }
        if (Factors is { } factors)
        {
            (entry["short_factor"], entry["long_factor"]) = (Numbers(factors.Short), Numbers(factors.Long));
            if (!IsUsual) entry["attention_factor"] = Number(AttentionFactor);
        }
        return entry;
    }

    /// <summary>Returns the entry at the old place, where transformers 4 allows three settings.</summary>
    private JsonObject LongEntry() =>
        new() { ["type"] = Kind, ["short_factor"] = Numbers(Factors!.Short), ["long_factor"] = Numbers(Factors.Long) };

    private static JsonArray Numbers(IEnumerable<double> numbers) => [.. numbers.Select(Number)];

    private static JsonNode Whole64(double number) => number == Math.Floor(number) ? (JsonNode)(long)number : number;

    /// <summary>Writes a number with a decimal point, since transformers warns of whole numbers.</summary>
    private static JsonNode Number(double number) => JsonNode.Parse(number == Math.Floor(number) && Math.Abs(number) < 1e15
        ? number.ToString("F1", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture))!;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
