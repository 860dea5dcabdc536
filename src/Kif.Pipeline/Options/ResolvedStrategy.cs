namespace Kif;

/// <summary>A registered strategy of a composition, with its options.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Options">The options.</param>
internal sealed record ResolvedStrategy(string Name, ResolvedOptions Options)
{
    /// <summary>Resolves a request into its strategies; names of compositions are replaced by their strategies.</summary>
    /// <exception cref="CompositionException">A name or option is unknown, or a value is invalid.</exception>
    public static IReadOnlyList<ResolvedStrategy> Of(KifCatalog catalog, IOptionsSource source, CompositionRequest request) =>
        [.. Of(catalog, source, request, request.Strategy)];

    private static IEnumerable<ResolvedStrategy> Of(KifCatalog catalog, IOptionsSource source, CompositionRequest request, string owner)
    {
        IReadOnlyList<string> names = StrategySum.Split(request.Strategy, catalog);
        if (names is [var name])
        {
            if (catalog.Compositions.FirstOrDefault(c => c.Name == name) is { } composition)
            {
                IEnumerable<OptionSetting> said = composition.Settings.Select(s => new OptionSetting(s.Key, s.Value, OptionOrigin.Code));
                return Of(catalog, source, new(composition.Strategy, [.. said, .. source.Configured(null, name), .. request.Settings]), owner);
            }
            StrategyDefinition definition = catalog.Strategy(name);
            ResolvedOptions options = new ResolvedOptions(definition, owner, source, source.Create(definition.OptionsType, null, name));
            options.Set(request.Settings);
            return [new(name, options)];
        }
        ILookup<string, OptionSetting> own = request.Settings.Select(Within)
            .ToLookup(s => s.Path.Split('.', 2)[0].ToLowerInvariant(), s => s with { Path = s.Path.Split('.', 2)[^1] });
        if (own.FirstOrDefault(o => !names.Contains(o.Key)) is { } stray)
            throw new CompositionException(UnknownName.Message($"strategy in '{request.Strategy}'", stray.Key, names));
        return names.SelectMany(n => Of(catalog, source, new(n, [.. own[n]]), $"{owner}.{n}"));

        // A setting may first name a sum that is part of this one, then the strategy.
        OptionSetting Within(OptionSetting setting) =>
            setting.Path.Split('.', 2) is [var sum, var rest] && StrategySum.Split(sum.ToLowerInvariant(), catalog) is { Count: > 1 } inner
            && inner.All(names.Contains) ? setting with { Path = rest } : setting;
    }
}

/// <summary>The options of one strategy of a composition, with the origin of every value.</summary>
/// <param name="definition">The registration.</param>
/// <param name="owner">The start of their paths in messages.</param>
/// <param name="source">The source of their initial values.</param>
/// <param name="options">The options object, changed by <see cref="Set"/>.</param>
internal sealed class ResolvedOptions(StrategyDefinition definition, string owner, IOptionsSource source, object options)
{
    private readonly Dictionary<string, string> origins = OptionOriginFinder.Of(options, source.Configured(null, definition.Name));

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
            foreach (OptionSetting setting in layer) origins[OptionOriginFinder.Plain(setting.Path)] = setting.Origin;
            i += layer.Length;
        }
    }

    /// <summary>Validates the options and creates a new composition from them.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public StrategyComposition Compose(KifCatalog catalog) => Compose(catalog, out _);

    /// <summary>Creates the composition and describes its options.</summary>
    public StrategyComposition Compose(KifCatalog catalog, out IReadOnlyList<DescribedOption> described)
    {
        OptionsValidation.Validate(options, owner);
        var parts = new ComponentSource(catalog, owner, options, source);
        StrategyComposition composition = definition.Compose(options, parts);
        described = [.. Describe(parts.Created)];
        return composition;
    }

    private Dictionary<string, string> Uses() =>
        OptionReflection.Of(options).Where(o => o.Value is ComponentChoice).ToDictionary(o => o.Name, o => ((ComponentChoice)o.Value!).Use);

    private IEnumerable<DescribedOption> Describe(IReadOnlyList<CreatedComponent> made)
    {
        List<CreatedComponent> left = [.. made];
        IReadOnlyDictionary<string, SearchRangeAttribute> ranges = OptionReflection.Ranges(options);
        foreach ((string path, object? value) in OptionReflection.Flat(options))
        {
            string origin = origins.GetValueOrDefault(path, OptionOrigin.Default);
            if (value is not ComponentChoice choice)
            {
                yield return new(path, OptionReflection.Json(value), origin) { Range = ranges.GetValueOrDefault(path) };
                continue;
            }
            yield return new($"{path}.use", OptionReflection.Json(choice.Use), origin) { Range = ranges.GetValueOrDefault(path) };
            CreatedComponent? part = left.Find(m => ReferenceEquals(m.Choice, choice)) ?? left.Find(m => m.Choice.Use == choice.Use);
            if (part is null) continue;
            left.Remove(part);
            foreach (DescribedOption option in Of(part, choice, path)) yield return option;
        }
    }

    private IEnumerable<DescribedOption> Of(CreatedComponent part, ComponentChoice chosen, string path)
    {
        ComponentDefinition made = part.Definition;
        IReadOnlyDictionary<string, SearchRangeAttribute> ranges = OptionReflection.Ranges(part.Options);
        Dictionary<string, string> host = OptionOriginFinder.Of(source.Create(made.OptionsType, made.Kind, made.Name), source.Configured(made.Kind, made.Name));
        foreach ((string name, object? value) in OptionReflection.Flat(part.Options))
        {
            string origin = origins.GetValueOrDefault($"{path}.{name}")
                ?? (part.Choice.Settings.ContainsKey(name) && !chosen.Settings.ContainsKey(name)
                    ? OptionOrigin.Strategy : host.GetValueOrDefault(name, OptionOrigin.Default));
            yield return new($"{path}.{name}", OptionReflection.Json(value), origin) { Range = ranges.GetValueOrDefault(name) };
        }
    }
}

/// <summary>Splits names joined by plus signs, where a name may itself contain plus signs (<c>der++</c>).</summary>
internal static class StrategySum
{
    /// <summary>
    /// Returns the registered names in the text, preferring the longest; if it can't be split into registered names, its pieces between plus signs.
    /// </summary>
    /// <exception cref="CompositionException">A name occurs twice.</exception>
    public static IReadOnlyList<string> Split(string text, KifCatalog catalog)
    {
        string[] known = [.. catalog.Names.OrderByDescending(n => n.Length)];
        IReadOnlyList<string> names = Known(text, known) ?? text.Split('+');
        return names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new CompositionException($"'{text}' names '{twice.Key}' twice") : names;
    }

    private static IReadOnlyList<string>? Known(string text, string[] known)
    {
        foreach (string name in known)
        {
            if (text == name) return [name];
            if (text.StartsWith(name + '+', StringComparison.Ordinal) && Known(text[(name.Length + 1)..], known) is { } rest) return [name, .. rest];
        }
        return null;
    }
}
