using System.Text;
using Kif.Models.Tokenizers.SentencePiece;

namespace Kif.Models.Tokenizers.Unigram;

/// <summary>
/// T5's tokenizer: the best segmentation of each word under a Unigram model, runs of unknown characters as one unknown token, sentinels
/// <c>&lt;extra_id_0&gt;</c> … after the pieces in falling order, the end token behind every text. Ids and texts are those of the fast tokenizer (legacy form).
/// </summary>
public sealed class UnigramTokenizer : ITokenizer
{
    private const char Blank = '\u2581';
    private const double UnknownPenalty = 10;
    private readonly SentencePieceModel model;
    private readonly CharsMap charsMap;
    private readonly PieceTrie trie = new();
    private readonly AddedTokens added;
    private readonly PieceCache cache = new();
    private readonly double unknownScore;
    private readonly int unknown, extra;

    /// <summary>A tokenizer of a model.</summary>
    /// <param name="model">The model; must have an unknown piece.</param>
    /// <param name="extraIds">Number of sentinels. Default: 100.</param>
    /// <exception cref="InvalidDataException">The model has no unknown piece, or its normalisation is damaged.</exception>
    public UnigramTokenizer(SentencePieceModel model, int extraIds = 100)
    {
        (this.model, extra, charsMap) = (model, extraIds, new CharsMap(model.CharsMap));
        var tokens = new List<(string, int, bool)>();
        for (int id = 0; id < model.Pieces.Count; id++)
        {
            SentencePiece.SentencePiece piece = model.Pieces[id];
            if (piece.Type is PieceType.Normal or PieceType.UserDefined) trie.Add(piece.Text, id);
            else if (piece.Type is PieceType.Control or PieceType.Unknown) tokens.Add((piece.Text, id, true));
        }
        unknown = Find(p => p.Type == PieceType.Unknown) ?? throw new InvalidDataException("the vocabulary has no unknown piece");
        unknownScore = model.Pieces.Min(p => p.Score) - UnknownPenalty;
        added = new AddedTokens(tokens.Concat(Enumerable.Range(0, extraIds).Select(n => ($"<extra_id_{n}>", model.Pieces.Count + extraIds - 1 - n, true))));
        EndId = Find(p => p is { Type: PieceType.Control, Text: "</s>" });
        PadId = Find(p => p is { Type: PieceType.Control, Text: "<pad>" });
    }

    /// <inheritdoc/>
    public int VocabularySize => model.Pieces.Count + extra;

    /// <inheritdoc/>
    public int? EndId { get; }

    /// <inheritdoc/>
    public int? BeginId => null;

    /// <inheritdoc/>
    public int? PadId { get; }

    /// <inheritdoc/>
    public int? UnknownId => unknown;

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        var ids = new List<int>();
        foreach ((string segment, int? id) in added.Split(WellFormed.Of(text)))
            if (id is { } token) ids.Add(token);
            else foreach (string word in Words(segment)) ids.AddRange(cache.Get(word, Best));
        if (addSpecialTokens && EndId is { } end) ids.Add(end);
        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var text = new StringBuilder();
        bool first = true;
        foreach (int id in ids)
        {
            if (TokenOf(id) is not { } token || (skipSpecialTokens && added.IsSpecial(id))) continue;
            // Blanks of the first token stem from the one that encoding puts in front.
            text.Append(token.Replace(Blank.ToString(), first ? "" : " ", StringComparison.Ordinal));
            first = false;
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public string? TokenOf(int id) => added.Texts.TryGetValue(id, out string? token) ? token : id >= 0 && id < model.Pieces.Count ? model.Pieces[id].Text : null;

    /// <summary>Normalises, joins runs of blanks, puts a blank in front, and cuts before every blank.</summary>
    private IEnumerable<string> Words(string segment)
    {
        string normal = charsMap.Normalize(segment).TrimEnd();
        if (normal.Length == 0) yield break;
        var joined = new StringBuilder(normal.Length + 1);
        for (int i = 0; i < normal.Length; i++)
            if (normal[i] != ' ') joined.Append(normal[i]);
            else if (i == 0 || normal[i - 1] != ' ') joined.Append(Blank);
        if (joined[0] != Blank) joined.Insert(0, Blank);
        string text = joined.ToString();
        int from = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != Blank) continue;
            yield return text[from..i];
            from = i;
        }
    }

    /// <summary>The segmentation with the highest sum of scores; of equal ones the one found first from the left.</summary>
    private int[] Best(string word)
    {
        double[] score = new double[word.Length + 1];
        (int From, int Id)[] best = new (int, int)[word.Length + 1];
        Array.Fill(best, (-1, 0));
        for (int i = 0; i < word.Length;)
        {
            int width = char.IsHighSurrogate(word[i]) && i + 1 < word.Length ? 2 : 1;
            bool single = false;
            int node = 0;
            for (int j = i; j < word.Length && (node = trie.Step(node, word[j])) >= 0; j++)
            {
                if (trie.Id(node) is not (>= 0 and var id)) continue;
                Offer(j + 1, score[i] + model.Pieces[id].Score, i, id);
                single |= j + 1 - i == width;
            }
            if (!single) Offer(i + width, score[i] + unknownScore, i, unknown);
            i += width;
        }
        var ids = new List<int>();
        for (int at = word.Length; at > 0; at = best[at].From)
            if (best[at].Id != unknown || ids.Count == 0 || ids[^1] != unknown) ids.Add(best[at].Id);
        ids.Reverse();
        return [.. ids];

        void Offer(int end, double candidate, int from, int id)
        {
            if (best[end].From >= 0 && candidate <= score[end]) return;
            (score[end], best[end]) = (candidate, (from, id));
        }
    }

    private int? Find(Func<SentencePiece.SentencePiece, bool> wanted)
    {
        for (int id = 0; id < model.Pieces.Count; id++)
            if (wanted(model.Pieces[id])) return id;
        return null;
    }
}
