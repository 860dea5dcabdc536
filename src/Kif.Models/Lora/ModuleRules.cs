using System.Globalization;
using Kif.Models.Patterns;

namespace Kif.Models.Lora;

/// <summary>The rules, by the name of a module, of PEFT 0.21: the modules that get an adapter, and its rank and scaling.</summary>
internal sealed class ModuleRules
{
    private readonly LoraSettings settings;
    private readonly PythonPattern? target, exclude;
    private readonly PythonPattern[] layers;
    private readonly Rule<int>[] ranks;
    private readonly Rule<double>[] alphas;

    /// <summary>Creates the rules of valid settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="byDefault">The targets if the settings name none.</param>
    /// <param name="name">Returns a setting's name for messages; null for its name in code.</param>
    public ModuleRules(LoraSettings settings, IReadOnlyList<string> byDefault, Func<string, string>? name = null)
    {
        name ??= LoraFault.InCode;
        string Called(string setting, string pattern) => $"{name(setting)}: the pattern '{pattern}'";
        this.settings = settings;
        AllLinear = LoraCheck.IsAllLinear(settings.TargetPattern);
        Targets = settings.TargetPattern is not null ? [] : settings.Targets.Count > 0 ? settings.Targets : byDefault;
        if (settings.TargetPattern is { } t && !AllLinear) target = PythonPattern.Full(t, Called(nameof(settings.TargetPattern), t));
        if (settings.ExcludePattern is { } e) exclude = PythonPattern.Full(e, Called(nameof(settings.ExcludePattern), e));
        layers = settings.LayersPattern.Count == 0
            ? [PythonPattern.Start(ModulePatterns.AnyLayer)]
            : [.. settings.LayersPattern.Select(p => ModulePatterns.Layer(p, Called(nameof(settings.LayersPattern), p)))];
        ranks = Rules(nameof(settings.RankPattern), settings.RankPattern);
        alphas = Rules(nameof(settings.AlphaPattern), settings.AlphaPattern);

        Rule<T>[] Rules<T>(string setting, IReadOnlyList<KeyValuePair<string, T>> values) =>
            [.. values.Select(p => new Rule<T>(p.Key, ModulePatterns.End(p.Key, Called(setting, p.Key)), p.Value))];
    }

    /// <summary>The listed targets; empty if a pattern selects them.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Whether every linear module is a target.</summary>
    public bool AllLinear { get; }

    /// <summary>Whether a module gets an adapter.</summary>
    /// <exception cref="TimeoutException">A pattern takes too long; the message names the setting.</exception>
    public bool Fits(string module)
    {
        if (exclude?.Fits(module) ?? settings.Exclude.Any(x => IsEnd(module, x))) return false;
        if (AllLinear || target is not null) return AllLinear || target!.Fits(module);
        return Targets.Contains(module) || (Targets.Any(x => IsEnd(module, x)) && InLayers(module));
    }

    /// <summary>Returns the rank of a module's adapter.</summary>
    /// <exception cref="TimeoutException">A pattern takes too long; the message names the setting.</exception>
    public int Rank(string module) => Of(ranks, module, settings.Rank);

    /// <summary>Returns the scaling of a module's adapter.</summary>
    /// <exception cref="TimeoutException">A pattern takes too long; the message names the setting.</exception>
    public double Scaling(string module) => settings.ScalingOf(Rank(module), Of(alphas, module, settings.Alpha));

    /// <summary>Returns the settings without targets and patterns that match none of these modules.</summary>
    public LoraSettings Without(IReadOnlyList<string> modules)
    {
        IReadOnlyList<KeyValuePair<string, T>> Useful<T>(Rule<T>[] rules) =>
            [.. rules.Where(r => modules.Any(m => m == r.Key || r.Pattern.Fits(m))).Select(r => KeyValuePair.Create(r.Key, r.Value))];
        return settings with
        {
            Targets = [.. settings.Targets.Where(t => modules.Any(m => IsEnd(m, t)))], RankPattern = Useful(ranks), AlphaPattern = Useful(alphas),
        };
    }

    /// <summary>Whether a name is the given one or ends with it after a dot.</summary>
    public static bool IsEnd(string module, string wanted) => module == wanted || module.EndsWith('.' + wanted, StringComparison.Ordinal);

    private bool InLayers(string module)
    {
        if (settings.Layers.Count == 0) return true;
        string? number = layers.FirstOrDefault(l => l.Fits(module))?.Group(module, ModulePatterns.Index);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && settings.Layers.Contains(layer);
    }

    private static T Of<T>(Rule<T>[] rules, string module, T otherwise)
    {
        foreach (Rule<T> rule in rules)
            if (rule.Pattern.Fits(module)) return rule.Value;
        foreach (Rule<T> rule in rules)
            if (rule.Key == module) return rule.Value;
        return otherwise;
    }

    private sealed record Rule<T>(string Key, PythonPattern Pattern, T Value);
}
