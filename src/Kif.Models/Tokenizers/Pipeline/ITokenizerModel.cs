using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Kif.Tokenizers;

/// <summary>The model of a tokenizer: turns one word into ids.</summary>
internal interface ITokenizerModel
{
    /// <summary>Appends the ids of a word.</summary>
    /// <param name="word">The word, not empty, without lone surrogates.</param>
    /// <param name="ids">The list that receives them.</param>
    void Encode(ReadOnlySpan<char> word, List<int> ids);
}

/// <summary>A model read from a file, with its vocabulary.</summary>
/// <param name="Model">The model.</param>
/// <param name="Vocabulary">The id of each token.</param>
/// <param name="Unknown">The unknown token, or null.</param>
internal sealed record LoadedModel(ITokenizerModel Model, IReadOnlyDictionary<string, int> Vocabulary, string? Unknown)
{
    /// <summary>Whether cutting text before each run of marks (U+2581) gives the same ids as not cutting it.</summary>
    public bool MarksBeginWords { get; init; }
}

/// <summary>A model that caches the ids of words.</summary>
internal sealed class CachedModel(ITokenizerModel model) : ITokenizerModel
{
    private readonly WordCache _cache = new();

    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryGet(word, out var known))
        {
            ids.AddRange(known);
            return;
        }

        var first = ids.Count;
        model.Encode(word, ids);
        _cache.Add(word, CollectionsMarshal.AsSpan(ids)[first..]);
    }
}

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
