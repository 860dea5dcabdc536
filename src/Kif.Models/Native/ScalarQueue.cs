using System.Diagnostics;

namespace Kif.Models;

/// <summary>
/// Pointers that are freed some time after they were given up: at least one period, at most two while others keep coming. Between two pointers a second counts
/// at most, so that a process that was stopped for hours frees nothing in the instant in which it goes on. Thread-safe.
/// </summary>
/// <param name="free">Frees a pointer.</param>
/// <param name="period">The shortest time between giving up and freeing.</param>
/// <param name="clock">Ticks of <see cref="Stopwatch"/>; null for its own.</param>
internal sealed class ScalarQueue(Action<IntPtr> free, TimeSpan period, Func<long>? clock = null)
{
    private readonly Lock gate = new();
    private readonly Func<long> clock = clock ?? Stopwatch.GetTimestamp;
    private List<IntPtr> recent = [], older = [];
    private long last = (clock ?? Stopwatch.GetTimestamp)(), passed;

    /// <summary>The number of pointers that were given up and not freed yet.</summary>
    public int Count { get { lock (gate) return recent.Count + older.Count; } }

    /// <summary>Gives a pointer up.</summary>
    public void Add(IntPtr pointer)
    {
        List<IntPtr> due;
        lock (gate)
        {
            recent.Add(pointer);
            long now = clock();
            passed += Math.Min(now - last, Stopwatch.Frequency);
            last = now;
            if (passed < period.TotalSeconds * Stopwatch.Frequency) return;
            (due, older, recent, passed) = (older, recent, new(recent.Count), 0);
        }
        foreach (IntPtr p in due) free(p);
    }
}
