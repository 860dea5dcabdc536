using System.CommandLine;
using Kif.Cli.Rendering.Progress;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary><c>--quiet</c> and <c>--json</c> of the commands that compare, and what shows a comparison accordingly.</summary>
internal sealed class ViewOptions
{
    private readonly Option<bool> quiet = new("--quiet") { Description = "Prints the result and nothing else." };
    private readonly Option<bool> json;

    /// <summary>Makes the options.</summary>
    /// <param name="description">What <c>--json</c> does.</param>
    public ViewOptions(string description = "Lines of JSON: events and progress while running, the result as the last line.") => json = new("--json") { Description = description };

    public void AddTo(Command command)
    {
        command.Options.Add(quiet);
        command.Options.Add(json);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>A display where there is a terminal, lines elsewhere, or what the options say.</summary>
    public IComparisonView View(ParseResult parsed)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (parsed.GetValue(json)) return new JsonView(Console.Out, parsed.GetValue(quiet));
        if (parsed.GetValue(quiet)) return new QuietView(console);
        bool terminal = console.Profile.Capabilities is { Interactive: true, Ansi: true } && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        return terminal ? new LiveView(console) : new LineView(console, Console.Out);
    }
}
