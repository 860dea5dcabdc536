using System.Reflection;
using Kif.Pipeline.Descriptions;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Completing;

/// <summary>The completion of paths and values of <c>--set</c>, e.g. <c>kif-lora.fuse=</c> and then the fusers.</summary>
internal sealed class SettingCompletion(KifCatalog catalog, CompareService comparisons)
{
    private const string Use = ".use";

    /// <summary>Returns the completions of a word.</summary>
    public IEnumerable<string> For(string word)
    {
        int dot = word.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return catalog.Names.Concat(["metric", "data"]).Select(n => n + ".");
        string owner = word[..dot];
        if (!catalog.Names.Contains(owner)) return [];
        // The path that chooses a part may omit ".use": fuse=threshold.
        DescribedOption[] options = [.. comparisons.Choose(new() { Strategies = [owner] }).Single().Description!.Options.Select(o => o.Path.EndsWith(Use, StringComparison.Ordinal) ? o with { Path = o.Path[..^Use.Length] } : o)];
        int equal = word.IndexOf('=', StringComparison.Ordinal);
        if (equal < 0) return options.Select(o => $"{owner}.{o.Path}=");
        string path = word[(dot + 1)..equal];
        return options.FirstOrDefault(o => o.Path == path) is { } option ? Values(owner, option).Select(v => $"{owner}.{path}={v}") : [];
    }

    private IEnumerable<string> Values(string owner, DescribedOption option)
    {
        if (option.Text is "true" or "false") return ["true", "false"];
        // A part's alternatives are the other parts of its kind.
        if (catalog.Components.FirstOrDefault(c => c.Name == option.Text && c.Kind is not (ComponentKind.Backbone or ComponentKind.TaskFormat or ComponentKind.Metric)) is { } part)
            return catalog.ComponentsOf(part.Kind).Select(c => c.Name);
        Type? type = catalog.Strategies.FirstOrDefault(s => s.Name == owner)?.OptionsType
            .GetProperty(option.Path, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
        return type is { IsEnum: true } ? Enum.GetNames(type).Select(n => n.ToLowerInvariant()) : [];
    }
}
