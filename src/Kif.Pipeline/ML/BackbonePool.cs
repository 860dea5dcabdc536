using Kif.Models;

namespace Kif.ML;

/// <summary>A pool of loaded backbones: concurrent users share one copy, and the last user frees it.</summary>
internal sealed class BackbonePool
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Folder, string Device, string Precision), PoolEntry> entries = [];

    /// <summary>The number of backbones loaded now.</summary>
    public int Count
    {
        get { lock (gate) return entries.Count; }
    }

    /// <summary>Returns the backbone of a folder, loaded on its first use. Disposing the lease returns it to the pool.</summary>
    /// <param name="folder">A Hugging Face folder, or <c>embedded</c>.</param>
    /// <param name="compute">The device and precision.</param>
    /// <param name="catalog">The model families to choose from.</param>
    public BackboneLease Take(string folder, ComputeSettings compute, KifCatalog catalog)
    {
        string pinned = NamedFolder.Pinned(folder, HubContent.Model);
        bool path = folder != CompareSettings.Embedded && pinned == folder && !NamedFolder.IsRepository(folder, HubContent.Model);
        var key = (Folder: path ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : pinned, compute.Device, compute.Precision);
        lock (gate)
        {
            if (!entries.TryGetValue(key, out PoolEntry? entry)) entries[key] = entry = new(new SharedBackbone(key.Folder, compute, catalog));
            entry.Users++;
            return new BackboneLease(entry.Backbone, () => Return(key, entry));
        }
    }

    private void Return((string, string, string) key, PoolEntry entry)
    {
        lock (gate)
        {
            if (--entry.Users > 0) return;
            entries.Remove(key);
        }
        entry.Backbone.Dispose();
    }

    private sealed class PoolEntry(SharedBackbone backbone)
    {
        public SharedBackbone Backbone => backbone;

        public int Users { get; set; }
    }
}

/// <summary>One user's lease of a shared backbone.</summary>
internal sealed class BackboneLease(SharedBackbone backbone, Action giveBack) : IDisposable
{
    private Action? giveBack = giveBack;

    public SharedBackbone Backbone => backbone;

    /// <summary>Returns the backbone; further calls do nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref giveBack, null)?.Invoke();
}

/// <summary>Finds the backbone of a saved model at its saved place or in other folders; it must have the same weights and tokenizer.</summary>
/// <param name="folders">Model folders, or folders of model folders, searched first.</param>
internal sealed class BackboneSearch(IReadOnlyList<string> folders)
{
    /// <summary>The environment variable with such folders, for loads without a folder argument.</summary>
    public const string Variable = "KIF_BACKBONES";

    /// <summary>A search in the folders of the environment variable.</summary>
    public static BackboneSearch Ambient =>
        new((Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Returns the folder to load, or <c>embedded</c>.</summary>
    /// <exception cref="InvalidDataException">
    /// No folder has the same weights and tokenizer; the message lists the searched folders and says how to name others.
    /// </exception>
    public string Find(BackboneReference wanted)
    {
        var seen = new List<string>();
        foreach (string candidate in Candidates(wanted.Folder))
        {
            if (Fault(candidate, wanted) is not { } fault) return candidate;
            seen.Add($"'{candidate}' {fault}");
        }
        throw new InvalidDataException(
            $"the backbone that this model was trained on was not found: {string.Join("; ", seen)}. A backbone that has moved is named by the argument "
            + $"backboneFolders of ContinualLearning().Load and LoadFolder, or by the environment variable {Variable} "
            + $"(folders with '{Path.PathSeparator}' between them)");
    }

    private IEnumerable<string> Candidates(string saved)
    {
        if (saved == CompareSettings.Embedded) return [saved];
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(saved));
        return [.. folders.SelectMany(f => new[] { f, Path.Combine(f, name) }).Where(f => Directory.Exists(f) && File.Exists(Path.Combine(f, "config.json"))),
            saved];
    }

    private static string? Fault(string candidate, BackboneReference wanted)
    {
        string path = BackboneReference.PathOf(candidate);
        if (!Directory.Exists(path)) return "is not there";
        if (ModelFolderHash.Weights(path) is var weights && weights != wanted.Weights) return $"has other weights (SHA-256 {weights}, wanted {wanted.Weights})";
        return ModelFolderHash.Tokenizer(path) is var tokenizer && tokenizer != wanted.Tokenizer
            ? $"has another tokenizer (SHA-256 {tokenizer}, wanted {wanted.Tokenizer})" : null;
    }
}
