using System.CommandLine;
using System.Globalization;

namespace Kif.Cli;

/// <summary>The keeping of runs that name no output folder, in <c>runs/DATA-DATE-TIME</c> of the working folder, and the option against it.</summary>
internal sealed class KeepOption
{
    private const string Runs = "runs";
    private const int LongestName = 60;

    private readonly Option<bool> none = new("--no-keep")
        { Description = "Without --out: keeps nothing. Default: a new folder in runs/ keeps what --out would." };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(none);

    /// <summary>Names an output folder, if there is none yet and the user did not decide against it.</summary>
    /// <exception cref="CompositionException">The user wants to keep the runs and not to keep them.</exception>
    public (CompareSettings Settings, RunArguments Arguments) Apply(ParseResult parsed, CompareSettings settings, RunArguments arguments)
    {
        if (parsed.GetValue(none) && settings.Out is { } named) throw new CompositionException($"--no-keep and --out exclude each other; --out is '{named}'");
        if (parsed.GetValue(none) || settings.Out is not null) return (settings, arguments);
        string? folder = Free(Runs, Name(settings.Data), arguments.Time.GetLocalNow());
        if (folder is null) Aside.Write($"kif: note: nothing is kept, because '{Path.GetFullPath(Runs)}' can't be written; --out names another folder.");
        return (settings with { Out = folder }, arguments with { OwnFolder = folder is not null });
    }

    /// <summary>Returns the path of a new folder <c>NAME-DATE-TIME</c>, with -2, -3, … where it is taken; null if none can be made there.</summary>
    internal static string? Free(string folder, string name, DateTimeOffset now)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string first = Path.Combine(folder, $"{name}-{now.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture)}"), path = first;
            for (int i = 2; Path.Exists(path); i++) path = string.Create(CultureInfo.InvariantCulture, $"{first}-{i}");
            // Whether it can be written is known before hours of training, and nothing stays if the command fails before its first run.
            Directory.CreateDirectory(path);
            Directory.Delete(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Returns a name for data that can be that of a folder everywhere: of a path its last part, of a hub's name what is behind the owner.</summary>
    internal static string Name(string data)
    {
        string last = Path.GetFileNameWithoutExtension(data.Split('@')[0].TrimEnd('/', '\\'));
        string plain = string.Concat(last.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-');
        return plain.Length == 0 ? "tasks" : plain[..Math.Min(LongestName, plain.Length)];
    }
}
