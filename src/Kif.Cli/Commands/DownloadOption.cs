using System.CommandLine;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The option <c>--download</c>, and the fetching of what a command names and is not there: with the option, or after a yes at a terminal.</summary>
internal sealed class DownloadOption
{
    private readonly Option<bool> option = new("--download")
        { Description = "Fetches models, adapters and data that are named owner/name[@revision] from the hub into its cache; see HF_HUB_CACHE, HF_ENDPOINT." };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(option);

    /// <summary>Makes sure that what is named is there, as far as it is the name of a hub's repository.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellation">Stops a download; the next one goes on with what is there.</param>
    /// <param name="named">Names and what they are of; null for nothing.</param>
    public async Task FetchAsync(ParseResult parsed, CancellationToken cancellation, params (string? Name, HubContent Content)[] named)
    {
        // Who reads the answers of another program is no person to ask.
        bool person = !Console.IsInputRedirected && !Console.IsErrorRedirected;
        var fetch = new HubFetch(Console.Error, person, parsed.GetValue(option), person ? Yes : null);
        foreach ((string? name, HubContent content) in named)
            if (name is not null) await fetch.EnsureAsync(name, content, cancellation);
    }

    /// <summary>Makes sure that the model, the adapter and the data of a comparison are there.</summary>
    public Task FetchAsync(ParseResult parsed, CompareSettings settings, CancellationToken cancellation) => FetchAsync(
        parsed, cancellation, (settings.Model, HubContent.Model), (settings.Adapter, HubContent.Adapter), (settings.Data, HubContent.Data));

    private static bool Yes(string question)
    {
        Console.Error.Write(question);
        return Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}

/// <summary>The fetching of single repositories, with progress shown.</summary>
/// <param name="output">Where progress is shown.</param>
/// <param name="person">Whether a person looks at it, so that a line may be written over.</param>
/// <param name="always">Whether the hub is asked without a question.</param>
/// <param name="ask">Asks a question; null if there is nobody to ask.</param>
/// <param name="environment">The hub and its cache; null for those of this process.</param>
internal sealed class HubFetch(TextWriter output, bool person, bool always, Func<string, bool>? ask, HubEnvironment? environment = null)
{
    private readonly HubEnvironment environment = environment ?? new();

    /// <summary>Makes sure that a name's repository is in the cache, if it is the name of one and the user wants it.</summary>
    public async Task EnsureAsync(string name, HubContent content, CancellationToken cancellation)
    {
        if (!NamedFolder.IsRepository(name, content)) return;
        if (!always)
        {
            // What nobody wants to be fetched, the command itself misses.
            if (ask is null || environment.OfflineBy(content.Kind) is not null || HubSnapshot.Find(name, content, environment) is not null) return;
            string question = $"There is no {content.Noun} folder '{name}', and it is not in the cache {new HubCache(environment.Cache).Root}. Fetch it from "
                + $"{environment.Endpoint}? [y/N] ";
            if (!ask(question)) return;
        }
        var line = new ProgressLine(output, person, TimeProvider.System);
        try { await HubSnapshot.DownloadAsync(name, content, line, cancellation, environment); }
        finally { line.End(); }
    }
}
