using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>A registered strategy of a composition, with its options.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Options">The options.</param>
internal sealed record ComposedStrategy(string Name, AppliedOptions Options)
{
    /// <summary>Resolves a request into its strategies; names of compositions are replaced by their strategies.</summary>
    /// <exception cref="CompositionException">A name or option is unknown, or a value is invalid.</exception>
    public static IReadOnlyList<ComposedStrategy> Of(KifCatalog catalog, IOptionsSource source, CompositionRequest request) => [.. Of(catalog, source, request, request.Strategy)];

    private static IEnumerable<ComposedStrategy> Of(KifCatalog catalog, IOptionsSource source, CompositionRequest request, string owner)
    {
        IReadOnlyList<string> names = SumOfNames.Split(request.Strategy, catalog);
        if (names is [var name])
        {
            if (catalog.Compositions.FirstOrDefault(c => c.Name == name) is { } composition)
            {
                IEnumerable<OptionSetting> said = composition.Settings.Select(s => new OptionSetting(s.Key, s.Value, OptionOrigin.Code));
                return Of(catalog, source, new(composition.Strategy, [.. said, .. source.Configured(null, name), .. request.Settings]), owner);
            }
            StrategyDefinition definition = catalog.Strategy(name);
            var options = new AppliedOptions(definition, owner, source, source.Create(definition.OptionsType, null, name));
            options.Set(request.Settings);
            return [new(name, options)];
        }
        ILookup<string, OptionSetting> own = request.Settings.Select(Within).ToLookup(s => s.Path.Split('.', 2)[0].ToLowerInvariant(), s => s with { Path = s.Path.Split('.', 2)[^1] });
        if (own.FirstOrDefault(o => !names.Contains(o.Key)) is { } stray) throw new CompositionException(UnknownName.Message($"strategy in '{request.Strategy}'", stray.Key, names));
        return names.SelectMany(n => Of(catalog, source, new(n, [.. own[n]]), $"{owner}.{n}"));

        // A setting may first name a sum that is part of this one, then the strategy.
        OptionSetting Within(OptionSetting setting) =>
            setting.Path.Split('.', 2) is [var sum, var rest] && SumOfNames.Split(sum.ToLowerInvariant(), catalog) is { Count: > 1 } inner && inner.All(names.Contains) ? setting with { Path = rest } : setting;
    }
}
