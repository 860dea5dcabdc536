using System.Buffers;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>The most probable segmentation of a word into pieces: Viterbi over a trie, in time linear in the word.</summary>
internal sealed class UnigramModel : ITokenizerModel
{
    /// <summary>The difference between the worst piece's score and that of an unknown character (as in SentencePiece).</summary>
    private const double UnknownPenalty = 10;

    private readonly PieceTrie _trie;
    private readonly double[] _scores;
    private readonly int _unknown;
    private readonly double _unknownScore;
    private readonly ByteTokens? _bytes;

    /// <summary>Makes a model.</summary>
    /// <param name="pieces">The pieces, by id.</param>
    /// <param name="unknown">The id of the unknown piece.</param>
    /// <param name="byteFallback">Whether unknown characters become their bytes, if those are pieces.</param>
    public UnigramModel(IReadOnlyList<(string Text, double Score)> pieces, int unknown, bool byteFallback = false)
    {
        _trie = PieceTrieBuilder.Build(pieces.Select(piece => piece.Text));
        _scores = [.. pieces.Select(piece => piece.Score)];
        _unknown = unknown;
        _unknownScore = _scores.Min() - UnknownPenalty;
        if (byteFallback)
        {
            var ids = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var id = 0; id < pieces.Count; id++)
            {
                ids[pieces[id].Text] = id;
            }

            _bytes = new ByteTokens(token => ids.TryGetValue(token, out var id) ? id : null);
        }
    }

    /// <summary>Appends the ids of a word; consecutive unknown characters become one unknown id.</summary>
    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(word.Length));
        var length = Encoding.UTF8.GetBytes(word, bytes);
        var best = ArrayPool<Arrival>.Shared.Rent(length + 1);
        Search(bytes.AsSpan(0, length), best.AsSpan(0, length + 1));
        Collect(bytes, best.AsSpan(0, length + 1), ids);
        ArrayPool<Arrival>.Shared.Return(best);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static int RuneLength(byte first) => first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    private void Search(ReadOnlySpan<byte> bytes, Span<Arrival> best)
    {
        best.Fill(new Arrival(0, -1, 0));
        for (var start = 0; start < bytes.Length;)
        {
            var score = best[start].Score;
            var next = start + RuneLength(bytes[start]);
            var known = false;
            var node = PieceTrie.Root;
            for (var at = start; at < bytes.Length && _trie.Step(ref node, bytes[at]); at++)
            {
                if (_trie.IdAt(node) is >= 0 and var id)
                {
                    known |= at + 1 == next;
                    Arrive(ref best[at + 1], new Arrival(score + _scores[id], start, id));
                }
            }

            if (!known)
            {
                Arrive(ref best[next], new Arrival(score + _unknownScore, start, _unknown));
            }

            start = next;
        }
    }

    private static void Arrive(ref Arrival best, Arrival candidate)
    {
        if (best.From < 0 || candidate.Score > best.Score)
        {
            best = candidate;
        }
    }

    private void Collect(ReadOnlySpan<byte> bytes, ReadOnlySpan<Arrival> best, List<int> ids)
    {
        var first = ids.Count;
        for (var end = best.Length - 1; end > 0;)
        {
            var start = best[end].From;
            if (best[end].Id == _unknown)
            {
                while (start > 0 && best[start].Id == _unknown)
                {
                    start = best[start].From;
                }

                AddUnknown(bytes[start..end], ids);
            }
            else
            {
                ids.Add(best[end].Id);
            }

            end = start;
        }

        ids.Reverse(first, ids.Count - first);
    }

    /// <summary>Appends the bytes of a run of unknown characters, last first, or the unknown id if they do not all have tokens.</summary>
    private void AddUnknown(ReadOnlySpan<byte> run, List<int> ids)
    {
        var first = ids.Count;
        while (_bytes is not null && !run.IsEmpty && Rune.DecodeFromUtf8(run, out var rune, out var length) == OperationStatus.Done && _bytes.TryAdd(rune, ids))
        {
            run = run[length..];
        }

        if (!run.IsEmpty)
        {
            ids.RemoveRange(first, ids.Count - first);
            ids.Add(_unknown);
        }

        ids.Reverse(first, ids.Count - first);
    }

    /// <summary>The best segmentation up to a position: its score, the start of its last piece (-1: none yet), and that piece.</summary>
    private readonly record struct Arrival(double Score, int From, int Id);
}
