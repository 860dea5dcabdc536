using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Reflection;

namespace Kif.Cli;

/// <summary>The completion of options' values: names from the catalog, lists with commas, sums with plus signs, paths of <c>--set</c>.</summary>
internal sealed class NameCompletion(KifCatalog catalog, SettingCompletion settings)
{
    /// <summary>Adds completion to every option of a command and its subcommands.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in command.Options)
        {
            // Nobody types /h or /? on Linux.
            if (option is HelpOption) foreach (string odd in option.Aliases.Where(a => a is "/h" or "/?" or "-?").ToArray()) option.Aliases.Remove(odd);
            if (Names(option.Name) is { } names) option.CompletionSources.Add(context => Items(context.WordToComplete, names));
            if (option.Name == "--set") option.CompletionSources.Add(context => Items(context.WordToComplete, settings.For));
        }
        foreach (Command sub in command.Subcommands) AddTo(sub);
    }

    private static IEnumerable<CompletionItem> Items(string word, Func<string, IEnumerable<string>> names) => names(word).Select(n => new CompletionItem(n));

    private Func<string, IEnumerable<string>>? Names(string option) => option switch
    {
        "--strategies" => word => After(word, ',', last => After(last, '+', _ => catalog.Names)),
        "--strategy" or "--baseline" => word => After(word, '+', _ => catalog.Names),
        "--metric" => _ => catalog.ComponentsOf(ComponentKind.Metric).Select(c => c.Name),
        "--data-format" => _ => catalog.ComponentsOf(ComponentKind.TaskFormat).Select(c => c.Name),
        "--order" or "--unseen" => word => After(word, ',', _ => EmbeddedStream.DefaultOrder),
        "--model" or "--data" => _ => [CompareSettings.Embedded],
        "--training-profile" => _ => ["recommended", "paper", "official-code"],
        "--answer-by" => _ => ["generation", "likelihood"],
        "--likelihood" => _ => ["sum", "per-token", "per-byte"],
        "--device" => _ => ["cpu", "cuda", "cuda:0"],
        "--precision" => _ => ["float32", "bfloat16", "float16", "float64"],
        "--dtype" => _ => ["float32", "bfloat16", "float16"],
        "--targets" => _ => ["all-linear"],
        "--type" => _ => ["f32", "f16"],
        _ => null,
    };

    /// <summary>Completes the text after the last separator; the results include the text before it.</summary>
    private static IEnumerable<string> After(string word, char separator, Func<string, IEnumerable<string>> names)
    {
        int at = word.LastIndexOf(separator);
        string before = word[..(at + 1)];
        HashSet<string> taken = [.. before.Split(separator, StringSplitOptions.RemoveEmptyEntries)];
        return names(word[(at + 1)..]).Where(n => !taken.Contains(n)).Select(n => before + n);
    }
}

/// <summary>The completion of paths and values of <c>--set</c>, e.g. <c>kif-lora.fuse=</c> and then the fusers.</summary>
internal sealed class SettingCompletion(KifCatalog catalog, StrategyComposer composer)
{
    /// <summary>Returns the completions of a word.</summary>
    public IEnumerable<string> For(string word)
    {
        int dot = word.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return catalog.Names.Concat(["metric", "data"]).Select(n => n + ".");
        string owner = word[..dot];
        if (!catalog.Names.Contains(owner)) return [];
        // The path that chooses a part may omit ".use": fuse=threshold.
        OptionValue[] options = [.. composer.Choose(owner).Spec.Options.Select(o => o with { Path = OptionPath.WithoutUse(o.Path) })];
        int equal = word.IndexOf('=', StringComparison.Ordinal);
        if (equal < 0) return options.Select(o => $"{owner}.{o.Path}=");
        string path = word[(dot + 1)..equal];
        return options.FirstOrDefault(o => o.Path == path) is { } option ? Values(owner, option).Select(v => $"{owner}.{path}={v}") : [];
    }

    private IEnumerable<string> Values(string owner, OptionValue option)
    {
        if (option.Text is "true" or "false") return ["true", "false"];
        // A part's alternatives are the other parts of its kind.
        if (catalog.Components.FirstOrDefault(c => c.Name == option.Text
            && c.Kind is not (ComponentKind.Backbone or ComponentKind.TaskFormat or ComponentKind.Metric)) is { } part)
            return catalog.ComponentsOf(part.Kind).Select(c => c.Name);
        PropertyInfo? property = catalog.Strategies.FirstOrDefault(s => s.Name == owner)?.OptionsType
            .GetProperty(option.Path, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance);
        return property?.PropertyType is { IsEnum: true } type ? OptionPath.Allowed(property, type).Select(v => v.ToString()!.ToLowerInvariant()) : [];
    }
}
