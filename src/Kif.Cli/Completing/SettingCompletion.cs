using System.Reflection;
using Kif.Pipeline.Descriptions;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Completing;

/// <summary>Paths and values of <c>--set</c>, e.g. <c>kif-lora.fuse=</c> and then its fusers.</summary>
internal sealed class SettingCompletion(KifCatalog catalog, CompareService comparisons)
{
    /// <summary>What a word could become.</summary>
    public IEnumerable<string> For(string word)
    {
        int dot = word.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return catalog.Names.Concat(["metric", "data"]).Select(n => n + ".");
        string owner = word[..dot];
        if (!catalog.Names.Contains(owner)) return [];
        IReadOnlyList<DescribedOption> options = comparisons.Choose(new() { Strategies = [owner] }).Single().Description!.Options;
        int equal = word.IndexOf('=', StringComparison.Ordinal);
        if (equal < 0) return options.Select(o => $"{owner}.{o.Path}=");
        string path = word[(dot + 1)..equal];
        return options.FirstOrDefault(o => o.Path == path) is { } option ? Values(owner, option).Select(v => $"{owner}.{path}={v}") : [];
    }

    private IEnumerable<string> Values(string owner, DescribedOption option)
    {
        if (option.Text is "true" or "false") return ["true", "false"];
        // A part is chosen among those of its kind.
        if (catalog.Components.FirstOrDefault(c => c.Name == option.Text && c.Kind is not (ComponentKind.Backbone or ComponentKind.TaskFormat or ComponentKind.Metric)) is { } part)
            return catalog.ComponentsOf(part.Kind).Select(c => c.Name);
        Type? type = catalog.Strategies.FirstOrDefault(s => s.Name == owner)?.OptionsType
            .GetProperty(option.Path, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
        return type is { IsEnum: true } ? Enum.GetNames(type).Select(n => n.ToLowerInvariant()) : [];
    }
}
