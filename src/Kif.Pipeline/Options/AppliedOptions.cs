using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>The options of one strategy of a composition, with the origin of every value.</summary>
/// <param name="definition">The registration.</param>
/// <param name="owner">The start of their paths in messages.</param>
/// <param name="source">The source of their initial values.</param>
/// <param name="options">The options object, changed by <see cref="Set"/>.</param>
internal sealed class AppliedOptions(StrategyDefinition definition, string owner, IOptionsSource source, object options)
{
    private readonly Dictionary<string, string> origins = OptionOrigins.Of(options, source.Configured(null, definition.Name));

    /// <summary>Sets options; later values override earlier ones, and naming another part discards the settings of the previous one.</summary>
    /// <exception cref="CompositionException">An option is unknown, or a value is invalid.</exception>
    public void Set(IReadOnlyList<OptionSetting> settings)
    {
        for (int i = 0; i < settings.Count;)
        {
            OptionSetting[] layer = [.. settings.Skip(i).TakeWhile(s => s.Origin == settings[i].Origin)];
            Dictionary<string, string> before = Uses();
            OptionPath.SetAll(options, owner, layer);
            foreach ((string part, string use) in Uses())
            {
                if (before[part] == use) continue;
                foreach (string below in origins.Keys.Where(k => k.StartsWith(part + ".", StringComparison.OrdinalIgnoreCase)).ToArray()) origins.Remove(below);
            }
            foreach (OptionSetting setting in layer) origins[OptionOrigins.Plain(setting.Path)] = setting.Origin;
            i += layer.Length;
        }
    }

    /// <summary>Validates the options and creates a new composition from them.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public StrategyComposition Compose(KifCatalog catalog) => Compose(catalog, out _);

    /// <summary>Creates the composition and describes its options.</summary>
    public StrategyComposition Compose(KifCatalog catalog, out IReadOnlyList<DescribedOption> described)
    {
        OptionsCheck.Validate(options, owner);
        var parts = new ComponentSource(catalog, owner, options, source);
        StrategyComposition composition = definition.Compose(options, parts);
        described = [.. Describe(parts.Made)];
        return composition;
    }

    private Dictionary<string, string> Uses() => OptionNames.Of(options).Where(o => o.Value is ComponentChoice).ToDictionary(o => o.Name, o => ((ComponentChoice)o.Value!).Use);

    private IEnumerable<DescribedOption> Describe(IReadOnlyList<MadePart> made)
    {
        List<MadePart> left = [.. made];
        IReadOnlyDictionary<string, SearchRangeAttribute> ranges = OptionNames.Ranges(options);
        foreach ((string path, object? value) in OptionNames.Flat(options))
        {
            string origin = origins.GetValueOrDefault(path, OptionOrigin.Default);
            if (value is not ComponentChoice choice)
            {
                yield return new(path, OptionNames.Json(value), origin) { Range = ranges.GetValueOrDefault(path) };
                continue;
            }
            yield return new($"{path}.use", OptionNames.Json(choice.Use), origin) { Range = ranges.GetValueOrDefault(path) };
            MadePart? part = left.Find(m => ReferenceEquals(m.Choice, choice)) ?? left.Find(m => m.Choice.Use == choice.Use);
            if (part is null) continue;
            left.Remove(part);
            foreach (DescribedOption option in Of(part, choice, path)) yield return option;
        }
    }

    private IEnumerable<DescribedOption> Of(MadePart part, ComponentChoice chosen, string path)
    {
        ComponentDefinition made = part.Definition;
        IReadOnlyDictionary<string, SearchRangeAttribute> ranges = OptionNames.Ranges(part.Options);
        Dictionary<string, string> host = OptionOrigins.Of(source.Create(made.OptionsType, made.Kind, made.Name), source.Configured(made.Kind, made.Name));
        foreach ((string name, object? value) in OptionNames.Flat(part.Options))
        {
            string origin = origins.GetValueOrDefault($"{path}.{name}")
                ?? (part.Choice.Settings.ContainsKey(name) && !chosen.Settings.ContainsKey(name) ? OptionOrigin.Strategy : host.GetValueOrDefault(name, OptionOrigin.Default));
            yield return new($"{path}.{name}", OptionNames.Json(value), origin) { Range = ranges.GetValueOrDefault(name) };
        }
    }
}
