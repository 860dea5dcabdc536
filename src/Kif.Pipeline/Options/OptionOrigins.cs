using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>Determines the origins of an options object's values, as far as the object shows them.</summary>
internal static class OptionOrigins
{
    /// <summary>
    /// Returns origins by path: the configuration's for values that still equal the configured ones, code for other values that are not defaults; defaults
    /// are omitted.
    /// </summary>
    public static Dictionary<string, string> Of(object options, IReadOnlyList<OptionSetting> configured)
    {
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string> defaults = Values(Activator.CreateInstance(options.GetType())!), expected = Values(Configured(options.GetType(), configured));
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
        foreach ((string path, object? value) in OptionNames.Flat(options))
        {
            values[path] = value is ComponentChoice c ? c.Use : new DescribedOption(path, OptionNames.Json(value), "").Text;
            if (value is ComponentChoice choice) foreach ((string key, string setting) in choice.Settings) values[$"{path}.{key}"] = setting;
        }
        return values;
    }
}
