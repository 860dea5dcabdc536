namespace Kif.Models;

/// <summary>
/// A commit of a hub's repository in the cache that the hub's Python client uses (<c>HF_HUB_CACHE</c>): a folder that Kif opens like any other. Names are
/// <c>owner/name</c>, or <c>owner/name@revision</c> with a branch, tag or commit. Finding asks no hub; downloading fetches only the files that Kif reads,
/// checks their hashes and goes on where an earlier download was broken off.
/// </summary>
/// <param name="Name">The repository: <c>owner/name</c>.</param>
/// <param name="Revision">The branch, tag or commit that was asked for. Default of names: main.</param>
/// <param name="Commit">The commit: 40 hexadecimal digits.</param>
/// <param name="Folder">The folder of its files.</param>
public sealed record HubSnapshot(string Name, string Revision, string Commit, string Folder)
{
    /// <summary>The name that leads to the same files, whatever the branch becomes: <c>owner/name@commit</c>.</summary>
    internal string Pinned => $"{Name}@{Commit}";

    /// <summary>Finds a model in the cache; null if it is not there, or not whole.</summary>
    /// <param name="name">The repository, and its revision after <c>@</c>.</param>
    public static HubSnapshot? FindModel(string name) => Find(name, HubContent.Model);

    /// <summary>Finds an adapter in the cache; null if it is not there, or not whole.</summary>
    /// <inheritdoc cref="FindModel"/>
    public static HubSnapshot? FindAdapter(string name) => Find(name, HubContent.Adapter);

    /// <summary>Finds a data set in the cache; null if it is not there, or not whole.</summary>
    /// <inheritdoc cref="FindModel"/>
    public static HubSnapshot? FindData(string name) => Find(name, HubContent.Data);

    /// <summary>
    /// Makes sure that a model is in the cache, whole and with the right hashes: asks the hub (<c>HF_ENDPOINT</c>) for the revision's commit and fetches what
    /// is missing.
    /// </summary>
    /// <param name="name">The repository, and its revision after <c>@</c>.</param>
    /// <param name="progress">Is told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops the download; the next one goes on with what is there.</param>
    /// <exception cref="ArgumentException">The name can't be one.</exception>
    /// <exception cref="HttpRequestException">
    /// The hub can't be reached, refuses, or has no such repository or revision; the message says what was asked for and what helps.
    /// </exception>
    /// <exception cref="InvalidDataException">What the hub sent is not what it lists, or the repository is nothing that Kif reads.</exception>
    /// <exception cref="IOException">The cache can't be written, or has too little space.</exception>
    public static Task<HubSnapshot> DownloadModelAsync(string name, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default) =>
        DownloadAsync(name, HubContent.Model, progress, cancellation);

    /// <summary>Makes sure that an adapter is in the cache.</summary>
    /// <inheritdoc cref="DownloadModelAsync"/>
    public static Task<HubSnapshot> DownloadAdapterAsync(string name, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default) =>
        DownloadAsync(name, HubContent.Adapter, progress, cancellation);

    /// <summary>Makes sure that a data set is in the cache.</summary>
    /// <inheritdoc cref="DownloadModelAsync"/>
    public static Task<HubSnapshot> DownloadDataAsync(string name, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default) =>
        DownloadAsync(name, HubContent.Data, progress, cancellation);

    /// <summary>Finds a whole snapshot; null if there is none.</summary>
    internal static HubSnapshot? Find(string name, HubContent content, HubEnvironment? environment = null) =>
        HubName.TryParse(name, content.Kind) is { } parsed
        && new HubCache((environment ?? new()).Cache).Snapshot(parsed, content) is { Missing.Count: 0 } found
            ? new(parsed.Id, parsed.Revision, found.Commit, found.Folder) : null;

    /// <summary>Makes sure that a snapshot is in the cache.</summary>
    internal static async Task<HubSnapshot> DownloadAsync(
        string name, HubContent content, IProgress<HubProgress>? progress, CancellationToken cancellation, HubEnvironment? environment = null)
    {
        HubName parsed = HubName.TryParse(name, content.Kind)
            ?? throw new ArgumentException($"'{DisplayText.Of(name)}' is no name of a {content.Noun}; allowed: {HubName.Allowed}", nameof(name));
        using var download = new HubDownload(environment ?? new(), progress);
        return await download.RunAsync(parsed, content, cancellation).ConfigureAwait(false);
    }
}

/// <summary>How far a download from a hub is.</summary>
/// <param name="Text">What happens, e.g. that a file is fetched, or why and how long the hub is waited for.</param>
/// <param name="File">The file that is being fetched or checked, told again and again; null for what is told once.</param>
/// <param name="Bytes">Bytes of all files that are there.</param>
/// <param name="Total">Bytes of all files; 0 as long as it is not known.</param>
public sealed record HubProgress(string Text, string? File, long Bytes, long Total);
