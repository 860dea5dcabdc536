using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using Kif.Pipeline.Embedded;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Completing;

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
        "--answer-by" => _ => ["generation", "likelihood"],
        "--likelihood" => _ => ["sum", "per-token", "per-byte"],
        "--device" => _ => ["cpu", "cuda", "cuda:0"],
        "--precision" => _ => ["float32", "bfloat16", "float16", "float64"],
        "--dtype" => _ => ["float32", "bfloat16", "float16"],
        "--targets" => _ => ["all-linear"],
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
