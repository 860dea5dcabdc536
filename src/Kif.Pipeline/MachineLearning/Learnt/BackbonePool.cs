using Kif.Models.Backbones;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

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
