using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>The tokenizer of T5: a SentencePiece Unigram model plus sentinels <c>&lt;extra_id_N&gt;</c>, ended by the end token.</summary>
/// <remarks>
/// Ids and decodings are those of Hugging Face's T5TokenizerFast, not of the sentencepiece library: they differ on some combining
/// accents and on ties. Sentinel N has the id (pieces + sentinels - 1 - N). An id beyond the vocabulary decodes to nothing.
/// </remarks>
public sealed class T5Tokenizer : ITokenizer
{
    private readonly string[] _tokens;
    private readonly AddedTokens _added;
    private readonly MetaspaceSplitter _splitter;
    private readonly UnigramModel _model;
    private readonly WordCache _cache = new();
    private readonly bool _markEverySegment;
    private readonly int _end;

    /// <summary>Makes a tokenizer of a model.</summary>
    /// <param name="model">A Unigram model with an unknown and an end piece, without byte pieces.</param>
    /// <param name="options">Sentinels and spacing; null: the defaults.</param>
    /// <exception cref="InvalidDataException">The model is of another kind.</exception>
    public T5Tokenizer(SentencePieceModel model, T5TokenizerOptions? options = null)
    {
        T5Requirements.Check(model);
        options ??= new T5TokenizerOptions();
        var sentinels = Enumerable.Range(0, options.ExtraIds).Select(n => $"<extra_id_{options.ExtraIds - 1 - n}>").ToArray();
        (_end, UnknownId) = (model.Trainer.EndId, model.Trainer.UnknownId);
        PadId = model.Trainer.PadId is >= 0 and var pad ? pad : null;
        BeginId = model.Trainer.BeginId is >= 0 and var begin ? begin : null;
        _tokens = [.. model.Pieces.Select(piece => piece.Text), .. sentinels];
        _added = new AddedTokens([.. Added(model), .. sentinels.Select((text, n) => new AddedToken(model.Pieces.Count + n, text) { Special = true })]);
        _splitter = new(model.Normalizer.Charsmap.IsEmpty ? null : new CharsMapNormalizer(new CharsMap(model.Normalizer.Charsmap.Span)));
        _model = new([.. model.Pieces.Select(piece => (piece.Text, (double)piece.Score)), .. sentinels.Select(text => (text, 0.0))], model.Trainer.UnknownId);
        _markEverySegment = options.Legacy;
    }

    /// <inheritdoc/>
    public int VocabularySize => _tokens.Length;

    /// <inheritdoc/>
    public int? EndId => _end;

    /// <inheritdoc/>
    public int? BeginId { get; }

    /// <inheritdoc/>
    public int? PadId { get; }

    /// <inheritdoc/>
    public int? UnknownId { get; }

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormed.Text(text);
        var ids = new List<int>(text.Length / 3 + 2);
        foreach (var segment in _added.Split(text))
        {
            if (segment.Id >= 0)
            {
                ids.Add(segment.Id);
                continue;
            }

            var marked = _splitter.Marked(text.AsSpan(segment.Start, segment.End - segment.Start), _markEverySegment || segment.Start == 0);
            for (var start = 0; start < marked.Length;)
            {
                var end = MetaspaceSplitter.WordEnd(marked, start);
                EncodeWord(marked.AsSpan(start, end - start), ids);
                start = end;
            }
        }

        if (addSpecialTokens)
        {
            ids.Add(_end);
        }

        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var text = new StringBuilder();
        var first = true;
        foreach (var id in ids)
        {
            if (TokenOf(id) is not { } token || (skipSpecialTokens && _added.IsSpecial(token)))
            {
                continue;
            }

            text.Append(first ? token.Replace(MetaspaceSplitter.Mark.ToString(), "") : token.Replace(MetaspaceSplitter.Mark, ' '));
            first = false;
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    private static IEnumerable<AddedToken> Added(SentencePieceModel model) => model.Pieces
        .Select((piece, id) => (piece.Type, Token: new AddedToken(id, piece.Text) { Special = piece.Type != SentencePieceType.UserDefined }))
        .Where(piece => piece.Type is SentencePieceType.Control or SentencePieceType.Unknown or SentencePieceType.UserDefined)
        .Select(piece => piece.Token);

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryGet(word, out var known))
        {
            ids.AddRange(known);
            return;
        }

        var first = ids.Count;
        _model.Encode(word, ids);
        _cache.Add(word, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids)[first..]);
    }
}
