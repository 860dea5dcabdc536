using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Kif;

/// <summary>Reads the settings of strategies and parts from a configuration.</summary>
/// <param name="configuration">A configuration whose children are named after strategies and kinds of parts.</param>
/// <param name="catalog">The catalog of known names.</param>
/// <param name="host">The host's whole configuration, which knows the origins of values; null for none.</param>
internal sealed class ConfigurationReader(IConfiguration configuration, KifCatalog catalog, IConfiguration? host)
{
    private static readonly Dictionary<string, ComponentKind> Kinds = Enum.GetValues<ComponentKind>()
        .ToDictionary(k => k.ToString(), k => k, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the settings of a strategy or part, in the order of their keys.</summary>
    /// <exception cref="CompositionException">The configuration contains an unknown name.</exception>
    public IReadOnlyList<OptionValue> Of(ComponentKind? kind, string name)
    {
        IEnumerable<IConfigurationSection> sections = configuration.GetChildren().ToArray();
        foreach (IConfigurationSection section in sections.Where(s => Named(s.Key, catalog.Names) is null))
        {
            if (!Kinds.TryGetValue(section.Key, out ComponentKind of))
                throw Unknown("strategy or kind of part", section, catalog.Names.Concat(Kinds.Keys.Select(k => k.ToLowerInvariant())));
            string[] parts = [.. catalog.ComponentsOf(of).Select(c => c.Name)];
            if (section.GetChildren().FirstOrDefault(s => Named(s.Key, parts) is null) is { } stray) throw Unknown(of.ToString(), stray, parts);
        }
        if (kind is { } wanted)
            sections = sections.Where(s => s.Key.Equals(wanted.ToString(), StringComparison.OrdinalIgnoreCase)).SelectMany(s => s.GetChildren());
        return [.. sections.Where(s => Named(s.Key, [name]) is not null).SelectMany(s => s.GetChildren()).SelectMany(s => Leaves(s, s.Key))];
    }

    private static CompositionException Unknown(string kind, IConfigurationSection section, IEnumerable<string> known) =>
        new($"{section.Path}: {UnknownName.Message(kind, section.Key, known)}");

    private static string? Named(string key, IEnumerable<string> names) =>
        names.FirstOrDefault(n => n.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? names.FirstOrDefault(n => n.Equals(key.Replace('_', '-'), StringComparison.OrdinalIgnoreCase));

    private IEnumerable<OptionValue> Leaves(IConfigurationSection section, string path)
    {
        if (section.Value is { } value) yield return new(path, value, Origin(section));
        foreach (OptionValue below in section.GetChildren().SelectMany(s => Leaves(s, $"{path}.{s.Key}"))) yield return below;
    }

    private string Origin(IConfigurationSection section)
    {
        IConfigurationRoot? root = configuration as IConfigurationRoot ?? host as IConfigurationRoot;
        return root?.Providers.Reverse().FirstOrDefault(p => p.TryGet(section.Path, out string? value) && value == section.Value) switch
        {
            FileConfigurationProvider { Source.Path: { } file } => OptionOrigin.File(file),
            EnvironmentVariablesConfigurationProvider => OptionOrigin.Environment,
            _ => OptionOrigin.Configuration,
        };
    }
}
