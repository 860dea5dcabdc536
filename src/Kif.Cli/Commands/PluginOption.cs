using System.CommandLine;
using Kif.Pipeline.Plugins;

namespace Kif.Cli.Commands;

/// <summary><c>--plugin FILE</c> of every command. Nothing is loaded that the user did not name.</summary>
internal static class PluginOption
{
    /// <summary>The option, of a command and all its subcommands.</summary>
    public static Option<string[]> Create() => new("--plugin")
    {
        HelpName = "FILE", Description = "A .dll that adds strategies or parts; it runs with your rights. May be repeated.", Recursive = true,
    };

    /// <summary>Loads what the command line names, in its order: before anything else reads it, since commands are made of what is registered.</summary>
    /// <exception cref="PluginException">One of them can't be loaded.</exception>
    public static void Load(string[] args, KifCatalog catalog)
    {
        Option<string[]> option = Create();
        foreach (string file in new RootCommand { option }.Parse(args).GetValue(option) ?? []) catalog.AddPlugin(file);
    }
}
