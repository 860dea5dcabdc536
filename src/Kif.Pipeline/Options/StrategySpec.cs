using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif;

/// <summary>
/// A strategy by name with option values, independent of its source. As requested it has the values that differ from the defaults. Completed with every
/// value it is the description of a composition: equal for equal compositions, with names of compositions defined in code replaced by their strategies.
/// </summary>
/// <param name="Strategy">A registered name, or several joined by plus signs.</param>
/// <param name="Options">
/// Values by path below the strategy, in a sum below each strategy's name; later values override earlier ones. A complete spec has them in ordinal order of
/// paths except <c>use</c>, which comes first.
/// </param>
internal sealed record StrategySpec(string Strategy, IReadOnlyList<OptionValue> Options)
{
    private static readonly JsonSerializerOptions Indented = new()
        { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the canonical form of a complete spec: JSON that <see cref="CompositionFile"/> reads back. Origins are not part of it.</summary>
    public string ToJson() => ToNode().ToJsonString(Indented);

    /// <summary>Returns the canonical form as a tree.</summary>
    public JsonObject ToNode()
    {
        var root = new JsonObject { ["strategy"] = Strategy };
        foreach (OptionValue option in Options)
        {
            string[] path = option.Path.Split('.');
            JsonObject at = root;
            foreach (string step in path[..^1])
            {
                if (at[step] is not JsonObject next) at[step] = next = [];
                at = next;
            }
            at[path[^1]] = option.Value?.DeepClone();
        }
        return root;
    }
}

/// <summary>An option's value with its origin.</summary>
/// <param name="Path">The path below the strategy, e.g. <c>estimate.beta1</c>; case-insensitive, lower-case in a complete spec.</param>
/// <param name="Value">A number, true or false, or a text, which may be any value in invariant form; null for none.</param>
/// <param name="Origin">The origin; see <see cref="OptionOrigin"/>.</param>
internal sealed record OptionValue(string Path, JsonNode? Value, string Origin)
{
    /// <summary>The range that a search may try; null for options that are not searched.</summary>
    public SearchRangeAttribute? Range { get; init; }

    /// <summary>The value as <c>--set</c> takes it.</summary>
    public string Text => Value?.ToString() ?? "null";
}

/// <summary>The origins of option values, as written in descriptions.</summary>
internal static class OptionOrigin
{
    /// <summary>The option's default.</summary>
    public const string Default = "default";

    /// <summary>The program: <c>services.Configure</c>, an options object, a composition in code.</summary>
    public const string Code = "code";

    /// <summary>A source of the host's configuration other than a file or the environment.</summary>
    public const string Configuration = "configuration";

    /// <summary>An environment variable.</summary>
    public const string Environment = "environment";

    /// <summary>The command line.</summary>
    public const string CommandLine = "command line";

    /// <summary>A search over the ranges that options declare.</summary>
    public const string Search = "search";

    /// <summary>The strategy itself, derived from another of its options: a method's profile sets options of its parts.</summary>
    public const string Strategy = "strategy";

    /// <summary>Returns the origin of a file.</summary>
    public static string File(string path) => "file:" + Path.GetFileName(path);

    /// <summary>
    /// Returns the origins of an options object's values by path, as far as the object shows them: the configuration's for values that still equal the
    /// configured ones, code for other values that are not defaults; defaults are omitted.
    /// </summary>
    public static Dictionary<string, string> Of(object options, IReadOnlyList<OptionValue> configured)
    {
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        object expected = Activator.CreateInstance(options.GetType())!;
        Dictionary<string, string> defaults = Values(expected);
        OptionPath.SetAll(expected, "", configured);
        Dictionary<string, string> asConfigured = Values(expected);
        foreach ((string path, string value) in Values(options))
        {
            if (configured.LastOrDefault(s => OptionPath.WithoutUse(s.Path).Equals(path, StringComparison.OrdinalIgnoreCase)) is { } setting
                && asConfigured.GetValueOrDefault(path) == value)
                origins[path] = setting.Origin;
            else if (defaults.GetValueOrDefault(path) != value) origins[path] = Code;
        }
        return origins;
    }

    /// <summary>Returns every value as text, including the choices of parts.</summary>
    private static Dictionary<string, string> Values(object options)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string path, object? value) in OptionReflection.Flat(options))
        {
            values[path] = value is ComponentChoice c ? c.Use : new OptionValue(path, OptionReflection.Json(value), "").Text;
            if (value is ComponentChoice choice) foreach ((string key, string setting) in choice.Settings) values[$"{path}.{key}"] = setting;
        }
        return values;
    }
}
