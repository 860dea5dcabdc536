using System.Globalization;
using Kif.Models.Patterns;

namespace Kif.Models.Lora;

/// <summary>Finds the first LoRA setting that is out of its range.</summary>
internal static class LoraCheck
{
    /// <summary>Finds the fault; null if there is none.</summary>
    public static LoraFault? Fault(LoraSettings s)
    {
        if (s.Rank < 1) return new(nameof(s.Rank), Show(s.Rank), "1 or more");
        if (!IsAlpha(s.Alpha)) return new(nameof(s.Alpha), Show(s.Alpha), "positive and finite");
        if (!(s.Dropout is >= 0 and < 1)) return new(nameof(s.Dropout), Show(s.Dropout), "0 or more and below 1");
        return Names(nameof(s.Targets), s.Targets) ?? Names(nameof(s.Exclude), s.Exclude)
            ?? Whole(nameof(s.TargetPattern), IsAllLinear(s.TargetPattern) ? null : s.TargetPattern) ?? Whole(nameof(s.ExcludePattern), s.ExcludePattern)
            ?? Together(s) ?? Layers(s)
            ?? Ends(nameof(s.RankPattern), s.RankPattern, r => r >= 1, "1 or more") ?? Ends(nameof(s.AlphaPattern), s.AlphaPattern, IsAlpha, "positive and finite");
    }

    /// <summary>Whether a target pattern stands for every linear module.</summary>
    public static bool IsAllLinear(string? pattern) => string.Equals(pattern, LoraSettings.AllLinear, StringComparison.OrdinalIgnoreCase);

    private static LoraFault? Names(string setting, IReadOnlyList<string>? names) => names is null
        ? new(setting, "null", "a list, empty for none")
        : names.FirstOrDefault(string.IsNullOrWhiteSpace) is { } blank ? new(setting, $"['{blank}']", "names of modules, none of them blank") : null;

    private static LoraFault? Whole(string setting, string? pattern) => pattern is null ? null : Pattern(setting, pattern, () => PythonPattern.Full(pattern));

    private static LoraFault? Together(LoraSettings s)
    {
        if (s.TargetPattern is { } targets && s.Targets.Count > 0) return new(nameof(s.TargetPattern), $"'{targets}'", $"null beside {nameof(s.Targets)}; they exclude each other");
        if (s.ExcludePattern is { } exclude && s.Exclude.Count > 0) return new(nameof(s.ExcludePattern), $"'{exclude}'", $"null beside {nameof(s.Exclude)}; they exclude each other");
        return null;
    }

    private static LoraFault? Layers(LoraSettings s)
    {
        if (s.Layers is null) return new(nameof(s.Layers), "null", "a list, empty for all");
        if (Names(nameof(s.LayersPattern), s.LayersPattern) is { } fault) return fault;
        string list = string.Join(", ", s.Layers);
        if (s.Layers.Any(l => l < 0)) return new(nameof(s.Layers), $"[{list}]", "numbers of layers, 0 or more");
        if (s.Layers.Count > 0 && s.TargetPattern is not null) return new(nameof(s.Layers), $"[{list}]", "none beside a pattern of targets, which chooses layers itself");
        if (s.LayersPattern.Count > 0 && s.Layers.Count == 0) return new(nameof(s.LayersPattern), $"['{s.LayersPattern[0]}']", "none without numbers of layers");
        return s.LayersPattern.Select(p => Pattern(nameof(s.LayersPattern), p, () => ModulePatterns.Layer(p))).FirstOrDefault(f => f is not null);
    }

    private static LoraFault? Ends<T>(string setting, IReadOnlyList<KeyValuePair<string, T>>? values, Func<T, bool> valid, string allowed)
        where T : IFormattable
    {
        if (values is null) return new(setting, "null", "a list, empty for none");
        foreach ((string pattern, T value) in values)
        {
            if (string.IsNullOrWhiteSpace(pattern)) return new(setting, $"['{pattern}']", "patterns of names, none of them blank");
            if (!valid(value)) return new(setting, value.ToString(null, CultureInfo.InvariantCulture), allowed, $"['{pattern}']");
            if (Pattern(setting, pattern, () => ModulePatterns.End(pattern)) is { } fault) return fault;
        }
        return null;
    }

    private static LoraFault? Pattern(string setting, string pattern, Action compile)
    {
        try { compile(); }
        catch (FormatException e) { return new(setting, $"'{pattern}'", $"patterns of Python's re; this one has {e.Message}"); }
        return null;
    }

    private static bool IsAlpha(double alpha) => alpha > 0 && double.IsFinite(alpha);

    private static string Show(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
