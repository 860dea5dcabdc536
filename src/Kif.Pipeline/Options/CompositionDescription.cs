using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif;

/// <summary>
/// The description of a composition with every value: equal for equal compositions, whether given in code, in a file or on the command line, and whichever
/// values were left at their defaults. Names of compositions defined in code are replaced by their strategies.
/// </summary>
/// <param name="Strategy">The registered strategies, joined by plus signs.</param>
/// <param name="Options">Every option of the strategies and their parts, in ordinal order of paths except <c>use</c>, which comes first.</param>
internal sealed record CompositionDescription(string Strategy, IReadOnlyList<DescribedOption> Options)
{
    private static readonly JsonSerializerOptions Indented = new()
        { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the canonical form: JSON that <c>CompositionFile</c> reads back to the same description. Origins are not part of it.</summary>
    public string ToJson() => ToNode().ToJsonString(Indented);

    /// <summary>Returns the canonical form as a tree.</summary>
    public JsonObject ToNode()
    {
        var root = new JsonObject { ["strategy"] = Strategy };
        foreach (DescribedOption option in Options)
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

/// <summary>An option of a composition with its value and origin.</summary>
/// <param name="Path">The path below the strategy, lower-case, e.g. <c>estimate.beta1</c>; in a sum below the strategy's name.</param>
/// <param name="Value">A number, text, true or false; null for none.</param>
/// <param name="Origin">The origin; see <see cref="OptionOrigin"/>.</param>
internal sealed record DescribedOption(string Path, JsonValue? Value, string Origin)
{
    /// <summary>The range that a search may try; null for options that are not searched.</summary>
    public SearchRangeAttribute? Range { get; init; }

    /// <summary>The value as <c>--set</c> takes it.</summary>
    public string Text => Value is null ? "null" : Value.TryGetValue(out string? text) ? text : Value.ToJsonString();
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
}

/// <summary>Determines the origins of an options object's values, as far as the object shows them.</summary>
internal static class OptionOriginFinder
{
    /// <summary>
    /// Returns origins by path: the configuration's for values that still equal the configured ones, code for other values that are not defaults; defaults
    /// are omitted.
    /// </summary>
    public static Dictionary<string, string> Of(object options, IReadOnlyList<OptionSetting> configured)
    {
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string> defaults = Values(Activator.CreateInstance(options.GetType())!),
            expected = Values(Configured(options.GetType(), configured));
        foreach ((string path, string value) in Values(options))
        {
            if (configured.LastOrDefault(s => Same(s.Path, path)) is { } setting && expected.GetValueOrDefault(path) == value) origins[path] = setting.Origin;
            else if (defaults.GetValueOrDefault(path) != value) origins[path] = OptionOrigin.Code;
        }
        return origins;
    }

    /// <summary>Returns a path without a trailing <c>use</c>.</summary>
    public static string Plain(string path) => path.EndsWith(".use", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;

    private static bool Same(string path, string other) => Plain(path).Equals(other, StringComparison.OrdinalIgnoreCase);

    private static object Configured(Type type, IReadOnlyList<OptionSetting> settings)
    {
        object options = Activator.CreateInstance(type)!;
        OptionPath.SetAll(options, "", settings);
        return options;
    }

    /// <summary>Returns every value as text, including the choices of parts.</summary>
    private static Dictionary<string, string> Values(object options)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string path, object? value) in OptionReflection.Flat(options))
        {
            values[path] = value is ComponentChoice c ? c.Use : new DescribedOption(path, OptionReflection.Json(value), "").Text;
            if (value is ComponentChoice choice) foreach ((string key, string setting) in choice.Settings) values[$"{path}.{key}"] = setting;
        }
        return values;
    }
}
