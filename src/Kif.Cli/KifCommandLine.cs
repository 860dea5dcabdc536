using System.CommandLine;
using Kif.Cli.Commands;
using Kif.Pipeline.Registration;

namespace Kif.Cli;

/// <summary>The command line, for Kif's own tool and for tools that add strategies of their own.</summary>
public static class KifCommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="configure">Adds strategies and parts; they work exactly as the built-in ones.</param>
    /// <returns>0, or an <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Action<KifCatalog>? configure = null)
    {
        KifCatalog catalog = KifServices.BuiltIn();
        configure?.Invoke(catalog);
        PluginOption plugins = new(catalog);
        var root = new RootCommand("""
            Kif teaches a language model one task after another and compares how well different strategies keep the earlier ones.

            Start with:  kif compare          (an embedded model and stream, about three minutes)
            Then see:    kif compare --help   (your own model and data)
                         kif list             (what there is)
            Exit codes:  0 done, 1 failed, 2 wrong arguments, 130 stopped by Ctrl+C
            """)
        {
            plugins.AddTo(CompareCommand.Create(catalog)),
            plugins.AddTo(ListCommand.Create(catalog)),
            PretrainCommand.Create(),
            plugins.AddTo(MergeCommand.Create(catalog)),
            plugins.AddTo(StudyCommand.Create(catalog)),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count == 0 && plugins.Load(parsed) is { } failed) return failed;
        int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return parsed.Errors.Count > 0 ? ExitCode.Misused : code;
    }
}
