namespace Kif.Models.Tokenizers;

/// <summary>The tokenizer stages and the model made from a T5 model file, as transformers converts it.</summary>
internal static class T5Parts
{
    public static ReadModel Model(SentencePieceModel model, T5TokenizerOptions options)
    {
        T5Requirements.Check(model);
        (string Text, double Score)[] pieces =
        [
            .. model.Pieces.Select(piece => (piece.Text, (double)piece.Score)), .. Sentinels(options).Select(text => (text, 0.0)),
        ];
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < pieces.Length; id++)
        {
            vocabulary[pieces[id].Text] = id;
        }

        var unknown = model.Trainer.UnknownId;
        return new ReadModel(new UnigramModel(pieces, unknown), vocabulary, model.Pieces[unknown].Text);
    }

    /// <summary>Returns the added tokens of the file, and the sentinels.</summary>
    public static IEnumerable<AddedToken> Added(SentencePieceModel model, T5TokenizerOptions options) => SentencePieceAdded.Tokens(model)
        .Concat(Sentinels(options).Select((text, n) => new AddedToken(model.Pieces.Count + n, text) { Special = true }));

    public static Stages Stages(SentencePieceModel model, T5TokenizerOptions options)
    {
        var scheme = !options.AddPrefixSpace ? PrependScheme.Never : options.Legacy ? PrependScheme.Always : PrependScheme.First;
        var charsmap = model.Normalizer.Charsmap;
        var end = TemplatePiece.Special(0, model.Trainer.EndId);
        return new Stages
        {
            Normalizers =
            [
                .. charsmap.IsEmpty ? Enumerable.Empty<INormalizer>() : [new CharsMapNormalizer(new CharsMap(charsmap.Span))],
                new StripNormalizer(left: false, right: true),
                new BlankRunNormalizer(),
            ],
            PreTokenizers = [new Metaspace(Metaspace.Mark, scheme, split: true)],
            Decoders = [new MetaspaceDecoder(Metaspace.Mark, dropsFirst: scheme != PrependScheme.Never)],
            Template = new([TemplatePiece.Of(0, 0), end], [TemplatePiece.Of(0, 0), end, TemplatePiece.Of(1, 0), end]),
        };
    }

    private static IEnumerable<string> Sentinels(T5TokenizerOptions options) =>
        Enumerable.Range(0, options.ExtraIds).Select(n => $"<extra_id_{options.ExtraIds - 1 - n}>");
}
