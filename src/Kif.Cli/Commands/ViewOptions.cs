using System.CommandLine;
using Kif.Cli.Rendering.Progress;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary>The options <c>--quiet</c> and <c>--json</c> of comparing commands, and the view that they choose.</summary>
internal sealed class ViewOptions
{
    private readonly Option<bool> quiet = new("--quiet") { Description = "Prints the result and nothing else." };
    private readonly Option<bool> json;

    /// <summary>Creates the options.</summary>
    /// <param name="description">Description of <c>--json</c>.</param>
    public ViewOptions(string description = "Lines of JSON: events and progress while running, the result as the last line.") => json = new("--json") { Description = description };

    public void AddTo(Command command)
    {
        command.Options.Add(quiet);
        command.Options.Add(json);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Creates the view that the options name; by default a live display in a terminal and plain lines elsewhere.</summary>
    public IComparisonView View(ParseResult parsed)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (parsed.GetValue(json)) return new JsonView(Console.Out, parsed.GetValue(quiet));
        if (parsed.GetValue(quiet)) return new QuietView(console);
        bool terminal = console.Profile.Capabilities is { Interactive: true, Ansi: true } && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        return terminal ? new LiveView(console) : new LineView(console, Console.Out);
    }
}
