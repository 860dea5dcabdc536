using System.CommandLine;
using Kif.Pipeline.Plugins;

namespace Kif.Cli.Commands;

/// <summary><c>--plugin FILE</c> of every command that uses registered names. Nothing is loaded that the user did not name.</summary>
/// <param name="catalog">What plug-ins are added to.</param>
internal sealed class PluginOption(KifCatalog catalog)
{
    private readonly Option<string[]> option = new("--plugin") { HelpName = "FILE", Description = "A .dll that adds strategies or parts; it runs with your rights. May be repeated." };

    /// <summary>Gives a command the option.</summary>
    public Command AddTo(Command command)
    {
        command.Options.Add(option);
        return command;
    }

    /// <summary>Loads what the command line names, in its order.</summary>
    /// <returns>Null, or the exit code after the one line that says what was wrong.</returns>
    public int? Load(ParseResult parsed)
    {
        try
        {
            foreach (string file in parsed.GetValue(option) ?? []) catalog.AddPlugin(file);
            return null;
        }
        catch (PluginException e)
        {
            return Guard.Tell(e.Message, ExitCode.Misused);
        }
    }
}
