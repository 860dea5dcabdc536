using System.Collections.Concurrent;

namespace Kif.Models.Tokenizers;

/// <summary>A cache of the ids of encoded words; bounded and thread-safe.</summary>
internal sealed class WordCache
{
    private const int MaxWords = 1 << 16;
    private const int MaxLength = 48;

    private readonly ConcurrentDictionary<string, int[]> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;

    public WordCache() => _bySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryGet(ReadOnlySpan<char> word, out int[] ids)
    {
        ids = [];
        return word.Length <= MaxLength && _bySpan.TryGetValue(word, out ids!);
    }

    /// <summary>Adds a word, unless it is long or the cache is full.</summary>
    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length <= MaxLength && Volatile.Read(ref _count) < MaxWords && _ids.TryAdd(word.ToString(), ids.ToArray()))
        {
            Interlocked.Increment(ref _count);
        }
    }
}
