using System.CommandLine;
using Kif.Pipeline.Plugins;

namespace Kif.Cli.Commands;

/// <summary>The option <c>--plugin FILE</c> of every command. Only files that the user names are loaded.</summary>
internal static class PluginOption
{
    /// <summary>Creates the option, for a command and all its subcommands.</summary>
    public static Option<string[]> Create() => new("--plugin")
    {
        HelpName = "FILE", Description = "A .dll that adds strategies or parts; it runs with your rights. May be repeated.", Recursive = true,
    };

    /// <summary>Loads the plug-ins of a command line in order, before it is parsed, because the commands depend on what is registered.</summary>
    /// <exception cref="PluginException">One of them can't be loaded.</exception>
    public static void Load(string[] args, KifCatalog catalog)
    {
        Option<string[]> option = Create();
        foreach (string file in new RootCommand { option }.Parse(args).GetValue(option) ?? []) catalog.AddPlugin(file);
    }
}
