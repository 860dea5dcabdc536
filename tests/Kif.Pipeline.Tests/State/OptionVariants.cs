using System.Reflection;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.State;

/// <summary>
/// Every registered strategy under each of its profiles, and with each value of each option that is a choice: enums, switches, and the parts that it is made
/// of, with the choices of these. Read from the catalog, so that a new option, value or part is among them without a line here.
/// </summary>
internal static class OptionVariants
{
    private static readonly ComponentKind[] Parts =
        [ComponentKind.Decomposer, ComponentKind.Estimator, ComponentKind.Fuser, ComponentKind.ReplayBuffer, ComponentKind.Metric];

    // They score slots of dialogues, which the tiny tasks have none of.
    private static readonly string[] OfDialogues = ["joint-goal-accuracy", "slot-accuracy"];

    /// <summary>Returns the variants as "strategy option=value option=value", those that are refused when they are composed left out.</summary>
    public static IEnumerable<string> Of(KifCatalog catalog) => catalog.Strategies.SelectMany(s => OfStrategy(catalog, s)).Distinct().Where(v => Fits(catalog, v));

    /// <summary>Composes a variant.</summary>
    /// <exception cref="CompositionException">It is refused.</exception>
    public static StrategyComposition Compose(KifCatalog catalog, string variant)
    {
        string[] words = variant.Split(' ');
        return new StrategyComposer(catalog).Choose(words[0], words.Skip(1).Select(s => KeyValuePair.Create(s.Split('=')[0], s.Split('=')[1]))).Compose();
    }

    private static IEnumerable<string> OfStrategy(KifCatalog catalog, StrategyDefinition strategy)
    {
        object usual = Activator.CreateInstance(strategy.OptionsType)!;
        string start = strategy.Name + Room(catalog, usual);
        yield return start;
        if (strategy.Name == "opr") start += " share=0.5";
        // As long an answer as the tiny tasks have: with the default most of the time goes into tokens behind it.
        if (strategy.Name == "sdft") start += " maxnewtokens=4";
        PropertyInfo? profile = strategy.OptionsType.GetProperty("Profile");
        foreach ((string name, string value) in Values(usual))
        {
            yield return $"{start} {name}={value}";
            if (profile is null || name == "profile") continue;
            foreach ((_, string reading) in Values(usual).Where(v => v.Name == "profile")) yield return $"{start} profile={reading} {name}={value}";
        }
        foreach (PropertyInfo property in OptionReflection.Properties(strategy.OptionsType).Where(p => IsFirst(catalog, strategy, p)))
            foreach (ComponentDefinition part in Alternatives(catalog, (ComponentChoice)property.GetValue(usual)!))
            {
                string chosen = $"{strategy.Name} {property.Name.ToLowerInvariant()}={part.Name}"
                    + (part.Kind == ComponentKind.ReplayBuffer ? Share(property, part) : Room(catalog, usual));
                yield return chosen;
                foreach ((string name, string value) in Values(Activator.CreateInstance(part.OptionsType)!))
                    yield return $"{chosen} {property.Name.ToLowerInvariant()}.{name}={value}";
            }
    }

    /// <summary>The values of enums and switches that differ from the default.</summary>
    private static IEnumerable<(string Name, string Value)> Values(object options) => OptionReflection.Properties(options.GetType()).SelectMany(p =>
    {
        Type plain = Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType;
        object[] all = plain.IsEnum ? OptionPath.Allowed(p, plain) : plain == typeof(bool) ? [false, true] : [];
        return all.Where(v => !v.Equals(p.GetValue(options))).Select(v => (p.Name.ToLowerInvariant(), v.ToString()!));
    });

    /// <summary>Whether it is the first strategy with this choice of a part, which those of a family share.</summary>
    private static bool IsFirst(KifCatalog catalog, StrategyDefinition strategy, PropertyInfo property) => property.PropertyType == typeof(ComponentChoice)
        && catalog.Strategies.First(s => property.DeclaringType!.IsAssignableFrom(s.OptionsType)).Name == strategy.Name;

    private static IEnumerable<ComponentDefinition> Alternatives(KifCatalog catalog, ComponentChoice usual)
    {
        ComponentKind kind = catalog.Components.Single(c => c.Name == usual.Use && Parts.Contains(c.Kind)).Kind;
        return catalog.ComponentsOf(kind).Where(c => !OfDialogues.Contains(c.Name));
    }

    /// <summary>Enough memories for passes that don't end with a draw.</summary>
    private static string Room(KifCatalog catalog, object options) => string.Concat(OptionReflection.Properties(options.GetType())
        .Where(p => p.PropertyType == typeof(ComponentChoice))
        .Select(p => (Property: p, Part: catalog.Components.Single(c => c.Name == ((ComponentChoice)p.GetValue(options)!).Use && Parts.Contains(c.Kind))))
        .Where(p => p.Part.Kind == ComponentKind.ReplayBuffer).Select(p => Share(p.Property, p.Part)));

    private static string Share(PropertyInfo property, ComponentDefinition buffer) =>
        buffer.OptionsType.GetProperty(nameof(ReplayBufferOptions.Share)) is null ? "" : $" {property.Name.ToLowerInvariant()}.share=0.5";

    private static bool Fits(KifCatalog catalog, string variant)
    {
        try
        {
            TinyRun.Learner(Compose(catalog, variant)).Dispose();
            return true;
        }
        catch (CompositionException)
        {
            return false;
        }
    }
}
