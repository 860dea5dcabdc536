namespace Kif.Tokenizers;

/// <summary>Converts a SentencePiece file as transformers' fast tokenizers do, which differs from SentencePiece itself.</summary>
internal static class SentencePieceConversion
{
    /// <summary>Makes the model.</summary>
    /// <param name="pieces">The pieces with their scores, by id.</param>
    /// <param name="kind">The algorithm.</param>
    /// <param name="unknown">The id of the unknown piece.</param>
    /// <param name="byteFallback">Whether unknown characters become their bytes, if those are pieces.</param>
    /// <exception cref="InvalidDataException">The algorithm is neither Unigram nor BPE, or there is no such piece.</exception>
    public static LoadedModel Model((string Text, double Score)[] pieces, SentencePieceModelType kind, int unknown, bool byteFallback)
    {
        SentencePieceRequirement.Check((uint)unknown < (uint)pieces.Length, "trainer_spec.unk_id", unknown, $"an id below {pieces.Length}");
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < pieces.Length; id++)
        {
            vocabulary[pieces[id].Text] = id;
        }

        switch (kind)
        {
            case SentencePieceModelType.Unigram:
                return new LoadedModel(new UnigramModel(pieces, unknown, byteFallback), vocabulary, pieces[unknown].Text);
            case SentencePieceModelType.Bpe:
                var bpe = new BpeSettings
                {
                    Vocabulary = vocabulary,
                    Merges = new BpeMerges(PieceMerges.Of(pieces, vocabulary), vocabulary),
                    ByteFallback = byteFallback,
                    Unknown = pieces[unknown].Text,
                    FuseUnknown = true,
                };
                return new LoadedModel(new BpeModel(bpe), vocabulary, bpe.Unknown) { MarksBeginWords = bpe.MarksBeginWords };
            default:
                SentencePieceRequirement.Check(false, "trainer_spec.model_type", kind, "UNIGRAM, BPE");
                throw new InvalidOperationException();
        }
    }

    /// <summary>Returns the added tokens of the file: control pieces, which are special, and user-defined pieces.</summary>
    public static IEnumerable<AddedToken> Added(SentencePieceModel model) => model.Pieces
        .Select((piece, id) => (piece.Type, Token: new AddedToken(id, piece.Text) { Special = piece.Type == SentencePieceType.Control }))
        .Where(piece => piece.Type is SentencePieceType.Control or SentencePieceType.UserDefined)
        .Select(piece => piece.Token);
}

/// <summary>The merges equivalent to a SentencePiece BPE model: every way to make a piece of two others, the best piece first.</summary>
internal static class PieceMerges
{
    private const long MostWork = 1L << 31;

    /// <summary>Returns the merges by rank: by falling score of the piece, then by falling length of its halves, then by the ids of piece and halves.</summary>
    public static IEnumerable<(string Left, string Right)> Of((string Text, double Score)[] pieces, Dictionary<string, int> vocabulary)
    {
        var merges = new List<(string Left, string Right, double Score)>();
        var known = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var work = 0L;
        foreach (var (text, score) in pieces)
        {
            // Every half of every piece is looked up.
            work += (long)text.Length * text.Length;
            SentencePieceRequirement.Check(work <= MostWork, "pieces, the sum of the squares of their lengths", $"above {MostWork}", $"at most {MostWork}");
            var local = new List<(int Left, int Right, int Cut)>();
            for (var cut = 1; cut < text.Length; cut++)
            {
                if (!char.IsLowSurrogate(text[cut]) && known.TryGetValue(text.AsSpan(0, cut), out var left)
                    && known.TryGetValue(text.AsSpan(cut), out var right))
                {
                    local.Add((left, right, cut));
                }
            }

            local.Sort();
            merges.AddRange(local.Select(part => (text[..part.Cut], text[part.Cut..], score)));
        }

        return merges.OrderByDescending(merge => merge.Score).ThenByDescending(merge => Length(merge.Left)).ThenByDescending(merge => Length(merge.Right))
            .Select(merge => (merge.Left, merge.Right));
    }

    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);
}

/// <summary>A requirement on a SentencePiece model.</summary>
internal static class SentencePieceRequirement
{
    /// <summary>Throws unless the requirement holds.</summary>
    /// <exception cref="InvalidDataException">The requirement does not hold; the message names the field, its value and the supported ones.</exception>
    public static void Check(bool holds, string field, object value, string supported)
    {
        if (!holds)
        {
            throw new InvalidDataException($"SentencePiece model: {field} is {value}; supported here: {supported}.");
        }
    }
}
