using System.Collections.Concurrent;

namespace Kif.Models.Tokenizers;

/// <summary>Remembers the ids of short words, up to a fixed number of them. Safe to share between threads.</summary>
internal sealed class PieceCache
{
    private const int Most = 1 << 16, Longest = 48;
    private readonly ConcurrentDictionary<string, int[]> ids = new(StringComparer.Ordinal);
    private int count;

    public int[] Get(string word, Func<string, int[]> encode)
    {
        if (word.Length > Longest) return encode(word);
        if (ids.TryGetValue(word, out int[]? known)) return known;
        int[] made = encode(word);
        if (Volatile.Read(ref count) < Most && ids.TryAdd(word, made)) Interlocked.Increment(ref count);
        return made;
    }
}
