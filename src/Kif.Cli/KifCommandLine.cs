using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kif.Cli;

/// <summary>The command line of Kif's own tool and of tools that add their own strategies.</summary>
public static class KifCommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="configure">Adds strategies and parts, which work exactly like the built-in ones; null for none.</param>
    /// <returns>
    /// The exit code: 0 done, 1 failed, 2 wrong arguments or an unusable file or folder that they name, 130 stopped by Ctrl+C.
    /// </returns>
    public static async Task<int> RunAsync(string[] args, Action<KifCatalog>? configure = null)
    {
        using var terminal = new SafeTerminal();
        IConfiguration environment = new ConfigurationBuilder().AddEnvironmentVariables("KIF__").Build();
        IServiceCollection registered = new ServiceCollection();
        try
        {
            registered.AddKif(environment, kif => PluginOption.Load(args, configure is null ? kif : kif.AddFrom("this program", configure)));
        }
        catch (CompositionException e)
        {
            return Guard.PrintError(e.Message, ExitCodes.Misused);
        }
        await using ServiceProvider services = registered.BuildServiceProvider();
        RootCommand root = Root(services);
        ParseResult parsed = PlainArguments.Parse(root, args);
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return ExitCodes.Misused;
        }
        if (ParseErrors.Find(parsed) is { } wrong) return Guard.PrintError(wrong, ExitCodes.Misused);
        using var stop = new StopSignals();
        using var early = new EarlyExit(stop.Token);
        // Only StopSignals handles Ctrl+C: System.CommandLine would end the program two seconds after it.
        var how = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await Guard.CatchAsync(() => parsed.InvokeAsync(how, stop.Token), parsed, parsed.GetValue<bool>(Guard.Verbose));
    }

    /// <summary>Parses a command line without running it and returns its errors.</summary>
    internal static IReadOnlyList<string> Errors(string[] args)
    {
        using ServiceProvider services = new ServiceCollection().AddKif().BuildServiceProvider();
        return ParseErrors.Find(PlainArguments.Parse(Root(services), args)) is { } wrong ? [wrong] : [];
    }

    private static RootCommand Root(IServiceProvider services)
    {
        KifCatalog catalog = services.GetRequiredService<KifCatalog>();
        StrategyComposer composer = services.GetRequiredService<StrategyComposer>();
        RunTelemetry telemetry = services.GetRequiredService<RunTelemetry>();
        var root = new RootCommand("""
            Kif teaches a language model one task after another and compares how well different strategies keep the earlier ones.

            Start with:  kif compare          (an embedded model and stream, about three minutes)
            Then see:    kif compare --help   (your own model and data)
                         kif run --help       (one strategy, or one of your own composition)
                         kif list             (strategies, parts and metrics)
                         kif doctor           (a check of this machine)
            Exit codes:  0 done, 1 failed, 2 wrong arguments, 130 stopped by Ctrl+C
            """)
        {
            PluginOption.Create(),
            new Option<bool>(Guard.Verbose) { Description = "Prints the stack trace of an error.", Recursive = true },
            CompareCommand.Create(composer, telemetry),
            RunCommand.Create(composer, telemetry),
            ReportCommand.Create(composer),
            ExperimentCommands.Init(),
            ExperimentCommands.Collect(composer),
            ExperimentCommands.Verify(composer),
            ExperimentCommands.Reproduce(composer, telemetry),
            ListCommand.Create(catalog),
            PretrainCommand.Create(),
            AnswerCommand.Create(composer),
            ChatCommand.Create(catalog),
            ServeCommand.Create(catalog),
            GateCommand.Create(composer),
            MergeCommand.Create(catalog),
            ExportCommand.Create(composer),
            StudyCommand.Create(composer, telemetry),
            DoctorCommand.Create(catalog),
            CompletionCommand.Create(),
        };
        new NameCompletion(catalog, new SettingCompletion(catalog, composer)).AddTo(root);
        return root;
    }
}

/// <summary>The option <c>--plugin FILE</c> of every command. Only files that the user names are loaded.</summary>
internal static class PluginOption
{
    /// <summary>Creates the option, for a command and all its subcommands.</summary>
    public static Option<string[]> Create() => new("--plugin")
    {
        HelpName = "FILE", Description = "A .dll that adds strategies or parts; it runs with your rights. May be repeated.", Recursive = true,
    };

    /// <summary>Loads the plug-ins of a command line in order, before it is parsed, because the commands depend on what is registered.</summary>
    /// <exception cref="CompositionException">One of them can't be loaded.</exception>
    public static void Load(string[] args, KifCatalog catalog)
    {
        Option<string[]> option = Create();
        foreach (string file in new RootCommand { option }.Parse(args, PlainArguments.AsText).GetValue(option) ?? []) catalog.AddPlugin(file);
    }
}

/// <summary>How arguments are read.</summary>
internal static class PlainArguments
{
    /// <summary>An argument that begins with @ is text like any other, and no file of further arguments.</summary>
    public static ParserConfiguration AsText { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses a command line; options may have the names that they have in other programs.</summary>
    public static ParseResult Parse(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args, AsText);
        string[] own = OptionAliases.Resolve(args, parsed);
        return own.SequenceEqual(args) ? parsed : root.Parse(own, AsText);
    }
}
