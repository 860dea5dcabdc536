using Kif.Models.Backbones;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>Loaded backbones, each once for all that use it at the same time; the last user frees it.</summary>
internal sealed class BackbonePool
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Folder, string Device, string Precision), PoolEntry> entries = [];

    /// <summary>Number of backbones that are loaded now.</summary>
    public int Count
    {
        get { lock (gate) return entries.Count; }
    }

    /// <summary>The backbone of a folder, loaded if nobody uses it yet. Disposing the lease gives it back.</summary>
    /// <param name="folder">A Hugging Face folder, or <c>embedded</c>.</param>
    /// <param name="compute">Where and in which precision.</param>
    /// <param name="families">The model families to choose from.</param>
    public BackboneLease Take(string folder, ComputeSettings compute, BackboneRegistry families)
    {
        var key = (folder == CompareSettings.Embedded ? folder : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), compute.Device, compute.Precision);
        lock (gate)
        {
            if (!entries.TryGetValue(key, out PoolEntry? entry)) entries[key] = entry = new(new SharedBackbone(folder, compute, families));
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
