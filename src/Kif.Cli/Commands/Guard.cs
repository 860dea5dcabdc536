using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The handling of errors: one line on the error stream and an exit code.</summary>
internal static class Guard
{
    /// <summary>The option of every command that prints the stack trace of an error.</summary>
    public const string Verbose = "--verbose";

    /// <summary>Runs work that computes, after loading libtorch, so that a missing library is reported early.</summary>
    /// <param name="work">The work.</param>
    /// <param name="view">Shows the error that ends the work too; null for none.</param>
    public static async Task<int> RunWithTorchAsync(Func<Task<int>> work, IComparisonView? view = null)
    {
        NativeTorch.EnsureLoaded();
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            view?.Failed(e);
            throw;
        }
    }

    /// <summary>
    /// Does work that can't be continued, such as loading or hashing: at Ctrl+C the command ends at once and the work with it, wherever it is.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="writes">The file or folder that it writes, and that is not whole then; null for none.</param>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static async Task<T> UntilStoppedAsync<T>(Func<T> work, CancellationToken cancellation, string? writes = null)
    {
        try
        {
            return await Task.Run(work, CancellationToken.None).WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (writes is not null && Path.Exists(writes))
        {
            Aside.Write($"kif: {writes} was not finished; remove it before the next try");
            throw;
        }
    }

    /// <summary>Runs a command with the settings of a comparison; messages about a setting that was typed name it so.</summary>
    public static Task<int> RunComparisonAsync(ParseResult parsed, Func<Task<int>> work, IComparisonView? view) => RunWithTorchAsync(async () =>
    {
        try { return await work(); }
        catch (Exception e) when (e is CompositionException or ArgumentException && TypedNames.Of(parsed, e.Message) != e.Message)
        {
            throw new CompositionException(TypedNames.Of(parsed, PlainErrors.Of(e)), e);
        }
    }, view);

    /// <summary>Runs a command. An exception becomes one line and an exit code, with a stack trace only on request.</summary>
    /// <param name="command">The command.</param>
    /// <param name="parsed">Its command line, whose names of options messages take up.</param>
    /// <param name="verbose">Whether the stack trace is printed after the line.</param>
    public static async Task<int> CatchAsync(Func<Task<int>> command, ParseResult parsed, bool verbose)
    {
        try
        {
            return await command();
        }
        catch (Exception e)
        {
            int code = PrintError(TypedNames.Of(parsed, PlainErrors.Of(e)), ExitCodes.Of(e));
            if (verbose) Console.Error.WriteLine(e);
            return code;
        }
    }

    /// <summary>Prints one line to the error stream.</summary>
    /// <returns><paramref name="code"/>.</returns>
    public static int PrintError(string message, int code)
    {
        Aside.Write("kif: " + ProgressText.OneLine(message));
        return code;
    }
}

/// <summary>The errors of a command line, each as one line: the place, the value found, the values allowed and the nearest name.</summary>
internal static class ParseErrors
{
    /// <summary>Whether a shell asks for completions; the line may then be incomplete.</summary>
    private static bool Completes(ParseResult parsed) => parsed.RootCommandResult.Children.Any(c => c is DirectiveResult { Directive: SuggestDirective });

    /// <summary>Returns the message of the first error; null if there is none.</summary>
    public static string? Find(ParseResult parsed) =>
        parsed.Action is HelpAction || Completes(parsed) ? null
        : Misspelled(parsed) is { } unknown ? Option(parsed, Name(parsed.CommandResult), unknown)
        : parsed.Errors.Count > 0 ? Message(parsed) : null;

    /// <summary>Finds a token that looks like an option and was parsed as an argument or an option's value.</summary>
    private static string? Misspelled(ParseResult parsed) => parsed.CommandResult.Children
        .SelectMany(c => c is OptionResult { IdentifierToken: not null } option ? option.Tokens : c is ArgumentResult argument ? argument.Tokens : [])
        .Select(t => t.Value).FirstOrDefault(v => v.StartsWith("--", StringComparison.Ordinal));

    private static string Message(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = Name(parsed.CommandResult);
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            if (unknown.StartsWith('-')) return Option(parsed, name, unknown);
            if (command.Subcommands.Count > 0) return UnknownName.Message("command", unknown, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            string takes = command.Arguments.Count == 0 ? "options only" : ProgressText.Count(command.Arguments.Count, "argument");
            return $"'{DisplayText.Of(unknown)}' is one argument too many: '{name}' takes {takes}. See {name} --help";
        }
        foreach (ParseError error in parsed.Errors)
            if (error.SymbolResult is OptionResult option) return Value(option, error, name);
        if (parsed.Errors[0].SymbolResult is ArgumentResult { Tokens.Count: 0 } missing)
            return $"'{name}' needs {missing.Argument.HelpName ?? missing.Argument.Name}: {missing.Argument.Description} See {name} --help";
        return command.Subcommands.Count > 0 && command.Action is null
            ? $"{name} needs a command: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}. See {name} --help"
            : $"{parsed.Errors[0].Message} See {name} --help";
    }

    private static string Option(ParseResult parsed, string name, string unknown)
    {
        string given = unknown.Split('=', 2)[0];
        string[] known = [.. Options(parsed.CommandResult).Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name)).Where(n => n.StartsWith('-'))
            .Distinct()];
        // The whole list would fill the screen; the help describes all options.
        string message = UnknownName.Message($"option of '{name}'", given, known);
        return $"{message[..message.LastIndexOf(" There are: ", StringComparison.Ordinal)]} See {name} --help";
    }

    private static string Value(OptionResult result, ParseError error, string name)
    {
        Option option = result.Option;
        string takes = option.HelpName ?? "a value";
        if (result.Tokens.Count == 0)
            return result.IdentifierToken is null
                ? $"'{name}' needs {option.Name} {takes}: {option.Description}" : $"{option.Name} needs a value: {takes}. {option.Description}";
        if (result.Tokens.Count > option.Arity.MaximumNumberOfValues) return $"{option.Name} is given {result.Tokens.Count} times; once is allowed";
        return Allowed(option.ValueType) is { } allowed ? $"{option.Name} is '{DisplayText.Of(result.Tokens[^1].Value)}'; allowed: {allowed}" : error.Message;
    }

    private static string? Allowed(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return string.Join(", ", Enum.GetNames(plain).Select(n => n.ToLowerInvariant()));
        return plain == typeof(int) || plain == typeof(long)
            ? "a whole number" : plain == typeof(double) ? "a number with a decimal point" : plain == typeof(bool) ? "true or false" : null;
    }

    private static string Name(CommandResult command) => command.Parent is CommandResult above ? $"{Name(above)} {command.Command.Name}" : "kif";

    /// <summary>Returns the options of a command, those of the commands above it that go for all among them.</summary>
    internal static IEnumerable<Option> Options(CommandResult command) =>
        command.Command.Options.Concat(command.Parent is CommandResult above ? Options(above).Where(o => o.Recursive) : []);
}
