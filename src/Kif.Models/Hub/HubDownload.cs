using System.Globalization;

namespace Kif.Models;

/// <summary>
/// The download of a snapshot into a cache: the commit of the revision, the listing of its files, each wanted file under its lock, and, when all are there,
/// the revision's reference. Nothing that is there is trusted: sizes and hashes are checked.
/// </summary>
internal sealed class HubDownload : IDisposable
{
    private readonly HubEnvironment environment;
    private readonly IProgress<HubProgress>? progress;
    private readonly Func<TimeSpan, CancellationToken, Task>? wait;
    private HubClient? client;
    private long done, total;

    /// <summary>Prepares a download; nothing is asked for yet.</summary>
    /// <param name="environment">The hub and the cache.</param>
    /// <param name="progress">Is told how far it is; null for nobody.</param>
    /// <param name="wait">Waits for the hub; null for the clock's time.</param>
    public HubDownload(HubEnvironment environment, IProgress<HubProgress>? progress = null, Func<TimeSpan, CancellationToken, Task>? wait = null)
    {
        (this.environment, this.progress, this.wait) = (environment, progress, wait);
        Cache = new(environment.Cache);
    }

    private HubCache Cache { get; }

    private HubClient Client => client ??= new(environment, text => Tell(text), wait);

    /// <summary>Makes sure that a snapshot is there, whole and right.</summary>
    public async Task<HubSnapshot> RunAsync(HubName name, HubContent content, CancellationToken cancellation)
    {
        CachedSnapshot? there = Cache.Snapshot(name, content);
        if (environment.OfflineBy(name.Kind) is { } variable && there is { Missing.Count: 0 })
        {
            Tell($"{variable} is set: the cache's {content.Noun} '{name}' (commit {there.Commit}) is used as it is");
            return new(name.Id, name.Revision, there.Commit, there.Folder);
        }
        if (environment.OfflineBy(name.Kind) is { } forbids)
            throw new HttpRequestException($"{forbids} is set, so that nothing is fetched: unset it to fetch the {content.Noun} '{name}' from "
                + $"{environment.Endpoint}. The cache is {Cache.Root}.");
        try
        {
            Tell($"asks {environment.Endpoint} for {name}");
            string commit = HubName.IsCommit(name.Revision) ? name.Revision : await Client.CommitAsync(name, cancellation).ConfigureAwait(false);
            HubListing listing = await ListingAsync(name, commit, cancellation).ConfigureAwait(false);
            await FetchAsync(name, commit, content, listing, cancellation).ConfigureAwait(false);
            if (commit != name.Revision) Write(Cache.RefOf(name), commit);
            return new(name.Id, name.Revision, commit, Cache.SnapshotOf(name, commit));
        }
        catch (HttpRequestException e) when (there is { Missing.Count: 0 } && Unanswered(e))
        {
            Tell($"{e.Message} The cache has the {content.Noun} '{name}' (commit {there.Commit}), which is used");
            return new(name.Id, name.Revision, there.Commit, there.Folder);
        }
        catch (HttpRequestException e) when (there is { Missing.Count: 0 })
        {
            throw new HttpRequestException($"{e.Message} (The cache has commit {there.Commit}: leave the download out to use it.)", e, e.StatusCode);
        }
    }

    public void Dispose() => client?.Dispose();

    private static bool Unanswered(HttpRequestException e) => e.StatusCode is null || HubRetries.IsPassing(e.StatusCode.Value);

    private async Task<HubListing> ListingAsync(HubName name, string commit, CancellationToken cancellation)
    {
        if (HubListing.Read(Cache.ListingOf(name, commit)) is { } known) return known;
        HubListing listing = await Client.ListAsync(name, commit, cancellation).ConfigureAwait(false);
        AtomicFolder.Create(Path.GetDirectoryName(Cache.ListingOf(name, commit))!);
        listing.Write(Cache.ListingOf(name, commit));
        return listing;
    }

    private async Task FetchAsync(HubName name, string commit, HubContent content, HubListing listing, CancellationToken cancellation)
    {
        if (content.Lack([.. listing.Files.Keys]) is { } lack)
            throw new InvalidDataException($"The {name.Noun} '{name.Id}' of {environment.Endpoint} has {lack} (commit {commit}).");
        List<HubFile> wanted = [.. content.Wanted(listing.Files.Keys).Select(p => listing.Files[p]).OrderByDescending(f => content.IsIndex(f.Path))];
        if (content.IsIndex(wanted[0].Path))
        {
            // Its shards are known when it is there.
            string index = await FileAsync(name, commit, wanted[0], cancellation).ConfigureAwait(false);
            wanted.AddRange(HubContent.Shards(index).Select(s => listing.Files.GetValueOrDefault(s) ?? throw new InvalidDataException(
                $"The {name.Noun} '{name.Id}' has no '{DisplayText.Of(s)}', which its '{wanted[0].Path}' names (commit {commit}).")));
        }
        (done, total) = (0, wanted.Sum(f => f.Size));
        CheckSpace(name, commit, wanted);
        Tell($"{name}: {wanted.Count} {(wanted.Count == 1 ? "file" : "files")}, {Amount(total)}");
        foreach (HubFile file in wanted.OrderBy(f => f.Size))
        {
            await FileAsync(name, commit, file, cancellation).ConfigureAwait(false);
            done += file.Size;
        }
        Tell($"{name} is in the cache: commit {commit}");
    }

    /// <summary>Makes sure that a file of a snapshot is there and right.</summary>
    /// <returns>Its path in the snapshot.</returns>
    private async Task<string> FileAsync(HubName name, string commit, HubFile file, CancellationToken cancellation)
    {
        string path = SafePath.Below(Cache.SnapshotOf(name, commit), file.Path)!;
        var address = new Uri(Client.Address.File(name, commit, file.Path));
        string hash = file.Blob ?? await Client.HashAsync(name, address, cancellation).ConfigureAwait(false) ?? throw new InvalidDataException(
            $"{HubAddress.Shown(address)}: the hub tells no hash of it, neither in its listing nor as an ETag; Kif fetches nothing that it can't check.");
        if (await IsRightAsync(path, hash, file, cancellation).ConfigureAwait(false)) return path;
        string blob = Cache.BlobOf(name, hash);
        AtomicFolder.Create(Path.GetDirectoryName(blob)!);
        AtomicFolder.Create(Path.GetDirectoryName(path)!);
        await using FileStream alone = await LockAsync(name, hash, file, cancellation).ConfigureAwait(false);
        if (!await IsRightAsync(blob, hash, file, cancellation).ConfigureAwait(false))
        {
            string part = blob + ".kif.incomplete";
            await new HubTransfer(Client, name, address, file, hash, part, bytes => Tell("fetches", file, bytes)).RunAsync(cancellation).ConfigureAwait(false);
            using (FileStream written = File.OpenWrite(part)) written.Flush(flushToDisk: true);
            File.Move(part, blob, overwrite: true);
            AtomicFolder.Flush(Path.GetDirectoryName(blob)!);
        }
        HubLink.Make(blob, path, environment.Links);
        return path;
    }

    /// <summary>Whether a file is there and its hash is right.</summary>
    private async Task<bool> IsRightAsync(string path, string hash, HubFile file, CancellationToken cancellation)
    {
        if (!HubCache.IsThere(path)) return false;
        Tell("checks", file, 0);
        return await BlobHash.FitsAsync(path, hash, file.Size, cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits for others that fetch the same blob, the hub's Python client among them, which locks the same file.</summary>
    private async Task<FileStream> LockAsync(HubName name, string blob, HubFile file, CancellationToken cancellation)
    {
        string path = Cache.LockOf(name, blob);
        AtomicFolder.Create(Path.GetDirectoryName(path)!);
        for (int tries = 0;; tries++)
        {
            if (FileLock.TryTake(path) is { } taken) return taken;
            if (tries == 0) Tell($"waits for another process that fetches {file.Path}");
            await Task.Delay(100, cancellation).ConfigureAwait(false);
        }
    }

    private void CheckSpace(HubName name, string commit, List<HubFile> wanted)
    {
        long needed = wanted.Where(f => f.Blob is null || !HubCache.IsThere(Path.Combine(Cache.SnapshotOf(name, commit), f.Path)) && !HubCache.IsThere(
            Cache.BlobOf(name, f.Blob))).Sum(f => f.Size - Kept(name, f));
        AtomicFolder.Create(Cache.Root);
        long free;
        try { free = new DriveInfo(Cache.Root).AvailableFreeSpace; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) { return; }
        if (needed > free)
            throw new IOException($"The {name.Noun} '{name.Id}' needs {Amount(needed)} more, and {Cache.Root} has {Amount(free)} free. Make space, or set "
                + "HF_HUB_CACHE to a folder with more of it.");
    }

    private long Kept(HubName name, HubFile file)
    {
        var part = new FileInfo(Cache.BlobOf(name, file.Blob ?? "none") + ".kif.incomplete");
        return part.Exists ? Math.Min(part.Length, file.Size) : 0;
    }

    private static string Amount(long bytes) => string.Create(CultureInfo.InvariantCulture,
        $"{(bytes >= 1e9 ? $"{bytes / 1e9:F1} GB" : bytes >= 1e6 ? $"{bytes / 1e6:F1} MB" : $"{bytes / 1e3:F1} kB")}");

    private static void Write(string file, string text)
    {
        AtomicFolder.Create(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, text);
    }

    private void Tell(string text) => progress?.Report(new(DisplayText.Of(text, 1000), null, done, total));

    private void Tell(string what, HubFile file, long bytes)
    {
        string shown = DisplayText.Of(file.Path, 200);
        progress?.Report(new($"{what} {shown}", shown, done + bytes, total));
    }
}

/// <summary>The entry of a snapshot: a relative link to its blob, or the blob itself where there are no links.</summary>
internal static class HubLink
{
    /// <summary>Makes it, in place of what is there.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="path">The entry.</param>
    /// <param name="links">Whether links are wanted.</param>
    public static void Make(string blob, string path, bool links)
    {
        string part = AtomicFolder.PartOf(path), target = Path.GetRelativePath(Path.GetDirectoryName(path)!, blob);
        try
        {
            if (!links || !TryLink(part, target))
            {
                // A blob that is a link itself belongs to other repositories too.
                if (new FileInfo(blob).LinkTarget is null) File.Move(blob, part);
                else File.Copy(RealPath.Of(blob), part);
            }
            File.Move(part, path, overwrite: true);
        }
        finally { File.Delete(part); }
        AtomicFolder.Flush(Path.GetDirectoryName(path)!);
    }

    private static bool TryLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException) { return false; }
    }
}
