using System.Globalization;

namespace Kif.Models;

/// <summary>
/// The settings of low-rank adapters (LoRA; Hu et al., 2021): W becomes W + scaling · B A. They are PEFT's settings, with the same meaning; patterns are those
/// of Python's <c>re</c>.
/// </summary>
public sealed record LoraSettings
{
    /// <summary>The <see cref="TargetPattern"/> that selects every linear module.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>The rank r of the factors A (r × inputs) and B (outputs × r); 1 or more. Default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>The numerator of <see cref="Scaling"/>; positive and finite. Default 16.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>The dropout rate on an adapter's input in training; 0 or more and below 1. Default 0.05.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>The suffixes of the names of the linear modules that get an adapter ("q", "v_proj"); empty for the backbone's default. Default empty.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>
    /// A pattern that the whole name of a module must match, instead of <see cref="Targets"/>; or <see cref="AllLinear"/>, regardless of case; null for none.
    /// Default null.
    /// </summary>
    public string? TargetPattern { get; init; }

    /// <summary>The suffixes of the names of modules that get no adapter even if they are targets. Default empty.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>A pattern of whole names of modules that get no adapter, instead of <see cref="Exclude"/>; null for none. Default null.</summary>
    public string? ExcludePattern { get; init; }

    /// <summary>
    /// The numbers of the layers that get adapters, from 0; empty for all. Applies to <see cref="Targets"/> that are suffixes; a target that is a module's
    /// whole name applies in any layer. Default empty.
    /// </summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>
    /// The patterns of the part of a name before the layer's number ("layers", "h"); the first match applies. Empty for the first number between dots.
    /// Default empty.
    /// </summary>
    public IReadOnlyList<string> LayersPattern { get; init; } = [];

    /// <summary>
    /// The ranks of modules that differ from <see cref="Rank"/>, by a pattern of the name or of its end after a dot; the first match applies. Default empty.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, int>> RankPattern { get; init; } = [];

    /// <summary>The alphas of modules that differ from <see cref="Alpha"/>, by the same rule as <see cref="RankPattern"/>. Default empty.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];

    /// <summary>Whether <see cref="Scaling"/> divides by the square root of the rank (Kalajdzievski, 2023). Default false.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>
    /// The factor on B A: <see cref="Alpha"/> / <see cref="Rank"/>, or <see cref="Alpha"/> / √<see cref="Rank"/> if rank-stabilized. A module that matches a
    /// pattern has its own, by the same formula from its own rank and alpha.
    /// </summary>
    public double Scaling => ScalingOf(Rank, Alpha);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, its value and the allowed values.</exception>
    public void Validate()
    {
        if (LoraSettingsCheck.Fault(this) is { } fault) throw new ArgumentException(fault.Message(InvalidLoraSetting.InCode));
    }

    /// <summary>Computes the factor of a module of that rank and alpha.</summary>
    internal double ScalingOf(int rank, double alpha) => RankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank;
}

/// <summary>Finds the first LoRA setting that is out of its range.</summary>
internal static class LoraSettingsCheck
{
    /// <summary>Finds the fault; null if there is none.</summary>
    public static InvalidLoraSetting? Fault(LoraSettings s)
    {
        if (s.Rank < 1) return new(nameof(s.Rank), Show(s.Rank), "1 or more");
        if (!IsAlpha(s.Alpha)) return new(nameof(s.Alpha), Show(s.Alpha), "positive and finite");
        if (!(s.Dropout is >= 0 and < 1)) return new(nameof(s.Dropout), Show(s.Dropout), "0 or more and below 1");
        return Names(nameof(s.Targets), s.Targets) ?? Names(nameof(s.Exclude), s.Exclude)
            ?? Whole(nameof(s.TargetPattern), IsAllLinear(s.TargetPattern) ? null : s.TargetPattern) ?? Whole(nameof(s.ExcludePattern), s.ExcludePattern)
            ?? Together(s) ?? Layers(s)
            ?? Ends(nameof(s.RankPattern), s.RankPattern, r => r >= 1, "1 or more")
                ?? Ends(nameof(s.AlphaPattern), s.AlphaPattern, IsAlpha, "positive and finite");
    }

    /// <summary>Whether a target pattern stands for every linear module.</summary>
    public static bool IsAllLinear(string? pattern) => string.Equals(pattern, LoraSettings.AllLinear, StringComparison.OrdinalIgnoreCase);

    private static InvalidLoraSetting? Names(string setting, IReadOnlyList<string>? names) => names is null
        ? new(setting, "null", "a list, empty for none")
        : names.FirstOrDefault(string.IsNullOrWhiteSpace) is { } blank ? new(setting, $"['{blank}']", "names of modules, none of them blank") : null;

    private static InvalidLoraSetting? Whole(string setting, string? pattern) =>
        pattern is null ? null : Pattern(setting, pattern, () => PythonPattern.Full(pattern));

    private static InvalidLoraSetting? Together(LoraSettings s)
    {
        if (s.TargetPattern is { } targets && s.Targets.Count > 0)
            return new(nameof(s.TargetPattern), $"'{targets}'", $"null beside {nameof(s.Targets)}; they exclude each other");
        if (s.ExcludePattern is { } exclude && s.Exclude.Count > 0)
            return new(nameof(s.ExcludePattern), $"'{exclude}'", $"null beside {nameof(s.Exclude)}; they exclude each other");
        return null;
    }

    private static InvalidLoraSetting? Layers(LoraSettings s)
    {
        if (s.Layers is null) return new(nameof(s.Layers), "null", "a list, empty for all");
        if (Names(nameof(s.LayersPattern), s.LayersPattern) is { } fault) return fault;
        string list = string.Join(", ", s.Layers);
        if (s.Layers.Any(l => l < 0)) return new(nameof(s.Layers), $"[{list}]", "numbers of layers, 0 or more");
        if (s.Layers.Count > 0 && s.TargetPattern is not null)
            return new(nameof(s.Layers), $"[{list}]", "none beside a pattern of targets, which chooses layers itself");
        if (s.LayersPattern.Count > 0 && s.Layers.Count == 0)
            return new(nameof(s.LayersPattern), $"['{s.LayersPattern[0]}']", "none without numbers of layers");
        return s.LayersPattern.Select(p => Pattern(nameof(s.LayersPattern), p, () => ModulePatterns.Layer(p))).FirstOrDefault(f => f is not null);
    }

    private static InvalidLoraSetting? Ends<T>(string setting, IReadOnlyList<KeyValuePair<string, T>>? values, Func<T, bool> valid, string allowed)
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

    private static InvalidLoraSetting? Pattern(string setting, string pattern, Action compile)
    {
        try { compile(); }
        catch (FormatException e) { return new(setting, $"'{pattern}'", $"patterns of Python's re; this one has {e.Message}"); }
        return null;
    }

    private static bool IsAlpha(double alpha) => alpha > 0 && double.IsFinite(alpha);

    private static string Show(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>A setting that is out of its range.</summary>
/// <param name="Setting">Its name in <see cref="LoraSettings"/>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Allowed">The allowed values.</param>
/// <param name="Key">The key of the faulty element, for settings by pattern; empty for the setting itself.</param>
internal sealed record InvalidLoraSetting(string Setting, string Value, string Allowed, string Key = "")
{
    /// <summary>Returns a setting's name in code.</summary>
    public static string InCode(string setting) => $"{nameof(LoraSettings)}.{setting}";

    /// <summary>Formats the message, with the setting's name in code or in a file.</summary>
    public string Message(Func<string, string> name) => $"{name(Setting)}{Key} is {Value}; allowed: {Allowed}.";
}
