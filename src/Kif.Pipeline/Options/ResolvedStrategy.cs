using System.Reflection;

namespace Kif;

/// <summary>A registered strategy of a composition with its options and the origin of every value.</summary>
/// <param name="definition">The registration.</param>
/// <param name="owner">The start of its options' paths in messages.</param>
/// <param name="source">The source of the initial options.</param>
/// <param name="options">The options object, which <see cref="Set"/> changes.</param>
internal sealed class ResolvedStrategy(StrategyDefinition definition, string owner, OptionsSource source, object options)
{
    private readonly Dictionary<string, string> origins = OptionOrigin.Of(options, source.Configured(null, definition.Name));

    /// <summary>The registered name.</summary>
    public string Name => definition.Name;

    /// <summary>Resolves a spec into its strategies; names of compositions are replaced by their strategies.</summary>
    /// <exception cref="CompositionException">A name or option is unknown, or a value is invalid.</exception>
    public static IReadOnlyList<ResolvedStrategy> Of(KifCatalog catalog, OptionsSource source, StrategySpec spec)
    {
        ResolvedStrategy[] strategies = [.. Of(catalog, source, spec, spec.Strategy)];
        return strategies.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new CompositionException($"'{spec.Strategy}' names '{twice.Key}' twice") : strategies;
    }

    private static IEnumerable<ResolvedStrategy> Of(KifCatalog catalog, OptionsSource source, StrategySpec spec, string owner)
    {
        IReadOnlyList<string> names = Names(spec.Strategy, catalog);
        if (names is [var name])
        {
            if (catalog.Compositions.FirstOrDefault(c => c.Name == name) is { } composition)
            {
                IEnumerable<OptionValue> said = composition.Settings.Select(s => new OptionValue(s.Key, s.Value, OptionOrigin.Code));
                return Of(catalog, source, new(composition.Strategy, [.. said, .. source.Configured(null, name), .. spec.Options]), owner);
            }
            StrategyDefinition definition = catalog.Strategy(name);
            var strategy = new ResolvedStrategy(definition, owner, source, source.Create(definition.OptionsType, null, name));
            strategy.Set(spec.Options);
            return [strategy];
        }
        ILookup<string, OptionValue> own = spec.Options.Select(Within)
            .ToLookup(s => s.Path.Split('.', 2)[0].ToLowerInvariant(), s => s with { Path = s.Path.Split('.', 2)[^1] });
        if (own.FirstOrDefault(o => !names.Contains(o.Key)) is { } stray)
            throw new CompositionException(UnknownName.Message($"strategy in '{spec.Strategy}'", stray.Key, names));
        return names.SelectMany(n => Of(catalog, source, new(n, [.. own[n]]), $"{owner}.{n}"));

        // A path may first name a sum that is part of this one, then the strategy.
        OptionValue Within(OptionValue value) =>
            value.Path.Split('.', 2) is [var sum, var rest] && Names(sum.ToLowerInvariant(), catalog) is { Count: > 1 } inner
            && inner.All(names.Contains) ? value with { Path = rest } : value;
    }

    /// <summary>
    /// Splits names joined by plus signs, where a name may itself contain plus signs (<c>der++</c>), preferring the longest registered ones; a text that
    /// can't be split into registered names is split at every plus sign.
    /// </summary>
    /// <exception cref="CompositionException">A name occurs twice.</exception>
    private static IReadOnlyList<string> Names(string text, KifCatalog catalog)
    {
        IReadOnlyList<string> names = Known(text, [.. catalog.Names.OrderByDescending(n => n.Length)]) ?? text.Split('+');
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

    /// <summary>Validates the options and creates a new composition from them.</summary>
    /// <param name="catalog">The registered parts.</param>
    /// <param name="prefix">The start of the described options' paths.</param>
    /// <param name="described">Receives every option with its value and origin; null for none.</param>
    /// <param name="code">Receives the assemblies of the strategy and its parts; null for none.</param>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    /// <exception cref="HookException">The strategy's own code failed.</exception>
    public StrategyComposition Compose(KifCatalog catalog, string prefix, List<OptionValue>? described, ISet<Assembly>? code)
    {
        OptionsValidation.Validate(options, owner);
        var parts = new ComponentSource(catalog, owner, options, source);
        try
        {
            StrategyComposition composition = definition.Compose(options, parts);
            Tell();
            return composition;
        }
        catch (Exception e) when (e is not CompositionException)
        {
            // What was asked for is the same when it no longer fails.
            Tell();
            throw HookException.Of(definition.Name, "composing", e);
        }

        void Tell()
        {
            code?.UnionWith([.. definition.Code, .. parts.Created.SelectMany(p => p.Definition.Code)]);
            described?.AddRange(Describe([.. parts.Created]).Select(o => o with { Path = prefix + o.Path }));
        }
    }

    /// <summary>Sets options; later values override earlier ones, and naming another part discards the settings of the previous one.</summary>
    /// <exception cref="CompositionException">An option is unknown, or a value is invalid.</exception>
    private void Set(IReadOnlyList<OptionValue> values)
    {
        for (int i = 0; i < values.Count;)
        {
            OptionValue[] layer = [.. values.Skip(i).TakeWhile(s => s.Origin == values[i].Origin)];
            Dictionary<string, string> before = Uses();
            OptionPath.SetAll(options, owner, layer);
            foreach ((string part, string use) in Uses())
            {
                if (before[part] == use) continue;
                foreach (string below in origins.Keys.Where(k => k.StartsWith(part + ".", StringComparison.OrdinalIgnoreCase)).ToArray()) origins.Remove(below);
            }
            foreach (OptionValue value in layer) origins[OptionPath.WithoutUse(value.Path)] = value.Origin;
            i += layer.Length;
        }
    }

    private Dictionary<string, string> Uses() =>
        OptionReflection.Of(options).Where(o => o.Value is ComponentChoice).ToDictionary(o => o.Name, o => ((ComponentChoice)o.Value!).Use);

    private IEnumerable<OptionValue> Describe(List<(ComponentChoice Choice, ComponentDefinition Definition, object Options)> parts)
    {
        IReadOnlyDictionary<string, SearchRangeAttribute> ranges = OptionReflection.Ranges(options);
        foreach ((string path, object? value) in OptionReflection.Flat(options))
        {
            string origin = origins.GetValueOrDefault(path, OptionOrigin.Default);
            if (value is not ComponentChoice choice)
            {
                yield return new(path, OptionReflection.Json(value), origin) { Range = ranges.GetValueOrDefault(path) };
                continue;
            }
            yield return new($"{path}.use", choice.Use, origin) { Range = ranges.GetValueOrDefault(path) };
            int part = parts.FindIndex(p => ReferenceEquals(p.Choice, choice));
            if (part < 0) part = parts.FindIndex(p => p.Choice.Use == choice.Use);
            if (part < 0) continue;
            foreach (OptionValue option in Describe(parts[part].Definition, parts[part].Options, parts[part].Choice, choice, path)) yield return option;
            parts.RemoveAt(part);
        }
    }

    /// <summary>Describes the options of a part, which the strategy may have completed beyond the choice in its own options.</summary>
    private IEnumerable<OptionValue> Describe(ComponentDefinition made, object with, ComponentChoice completed, ComponentChoice chosen, string path)
    {
        IReadOnlyDictionary<string, SearchRangeAttribute> ranges = OptionReflection.Ranges(with);
        Dictionary<string, string> host = OptionOrigin.Of(source.Create(made.OptionsType, made.Kind, made.Name), source.Configured(made.Kind, made.Name));
        foreach ((string name, object? value) in OptionReflection.Flat(with))
        {
            string origin = origins.GetValueOrDefault($"{path}.{name}")
                ?? (completed.Settings.ContainsKey(name) && !chosen.Settings.ContainsKey(name)
                    ? OptionOrigin.Strategy : host.GetValueOrDefault(name, OptionOrigin.Default));
            yield return new($"{path}.{name}", OptionReflection.Json(value), origin) { Range = ranges.GetValueOrDefault(name) };
        }
    }
}
