namespace Kif.Tokenizers;

/// <summary>The tokenizer of T5: a SentencePiece Unigram model plus sentinels <c>&lt;extra_id_N&gt;</c>, ended by the end token.</summary>
/// <remarks>
/// Ids and decodings are those of Hugging Face's T5TokenizerFast, not of the sentencepiece library: they differ on some combining
/// accents and on ties. Sentinel N has the id (pieces + sentinels - 1 - N). An id beyond the vocabulary decodes to nothing.
/// </remarks>
internal sealed class T5Tokenizer : ITokenizer
{
    private readonly TokenizerPipeline _pipeline;

    /// <summary>Makes a tokenizer from a model.</summary>
    /// <param name="model">A Unigram model with an unknown and an end piece, without byte pieces.</param>
    /// <param name="options">Sentinels and spacing; null: the defaults.</param>
    /// <exception cref="InvalidDataException">The model is of another kind.</exception>
    public T5Tokenizer(SentencePieceModel model, T5TokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new T5TokenizerOptions();
        LoadedModel read = T5Conversion.Model(model, options);
        SentencePieceTrainerSpec trainer = model.Trainer;
        var unknown = new AddedToken(trainer.UnknownId, model.Pieces[trainer.UnknownId].Text) { Special = true };
        var added = new AddedTokens([unknown, .. T5Conversion.Added(model, options)]);
        _pipeline = new TokenizerPipeline(new TokenizerParts
        {
            Model = read.Model,
            Tokens = new TokenTable(read.Vocabulary.Select(entry => (entry.Key, entry.Value)), added),
            Added = added,
            Stages = T5Conversion.Stages(model, options),
            Special = new SpecialTokenIds
            {
                End = trainer.EndId,
                Unknown = trainer.UnknownId,
                Pad = trainer.PadId is >= 0 and var pad ? pad : null,
                Begin = trainer.BeginId is >= 0 and var begin ? begin : null,
            },
        });
    }

    /// <inheritdoc/>
    public int VocabularySize => _pipeline.VocabularySize;

    /// <inheritdoc/>
    public int? EndId => _pipeline.EndId;

    /// <inheritdoc/>
    public int? BeginId => _pipeline.BeginId;

    /// <inheritdoc/>
    public int? PadId => _pipeline.PadId;

    /// <inheritdoc/>
    public int? UnknownId => _pipeline.UnknownId;

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = true) => _pipeline.Encode(text, addSpecialTokens);

    /// <inheritdoc/>
    public TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second = null, bool addSpecialTokens = true) =>
        _pipeline.Assemble(first, second, addSpecialTokens);

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) => _pipeline.Decode(ids, skipSpecialTokens);

    /// <inheritdoc/>
    public string? TokenOf(int id) => _pipeline.TokenOf(id);
}

/// <summary>The settings of a T5 tokenizer that the files beside <c>spiece.model</c> may change.</summary>
internal sealed record T5TokenizerOptions
{
    /// <summary>The number of sentinels <c>&lt;extra_id_N&gt;</c> after the pieces (<c>extra_ids</c>). Default: 100.</summary>
    public int ExtraIds { get; init; } = 100;

    /// <summary>
    /// Whether the text after a special token begins a word even without a space (<c>legacy</c>). Default: true, as in every published T5.
    /// </summary>
    public bool Legacy { get; init; } = true;

    /// <summary>Whether text begins with a word even if no space precedes it (<c>add_prefix_space</c>). Default: true.</summary>
    public bool AddPrefixSpace { get; init; } = true;
}

/// <summary>Makes the tokenizer of a T5 folder from its SentencePiece file.</summary>
internal static class T5Folder
{
    /// <summary>The maximum number of sentinels: a hundred times the usual one.</summary>
    private const int MaxSentinels = 10_000;

    public static ITokenizer Load(SentencePieceModel model, TokenizerSettings settings, TokenizerClass rules, ICollection<string>? notes)
    {
        JsonField config = settings.Config;
        var options = new T5TokenizerOptions
        {
            ExtraIds = Sentinels(config["extra_ids"]),
            Legacy = config["legacy"].FlagOr(true),
            AddPrefixSpace = config["add_prefix_space"].FlagOr(true),
        };
        LoadedModel read = T5Conversion.Model(model, options);
        AddedToken[] added = [.. T5Conversion.Added(model, options)];
        TokenizerStages stages = T5Conversion.Stages(model, options);
        var tokenizer = FolderPipeline.Build(settings, rules, read, added, stages);
        ReadingNotes.Compare(settings, rules, tokenizer, read, added, stages, TokenFlags.Said, notes);
        return tokenizer;
    }

    private static int Sentinels(JsonField field)
    {
        field.Require(field.NumberOr(100) is >= 0 and <= MaxSentinels, $"a number from 0 to {MaxSentinels}");
        return field.NumberOr(100);
    }
}

/// <summary>The tokenizer stages and the model made from a T5 model file, as transformers converts it.</summary>
internal static class T5Conversion
{
    public static LoadedModel Model(SentencePieceModel model, T5TokenizerOptions options)
    {
        T5Requirements.Check(model);
        return SentencePieceConversion.Model(
            [.. model.Pieces.Select(piece => (piece.Text, (double)piece.Score)), .. Sentinels(options).Select(text => (text, 0.0))],
            model.Trainer.ModelType, model.Trainer.UnknownId, byteFallback: false);
    }

    /// <summary>Returns the added tokens of the file, and the sentinels.</summary>
    public static IEnumerable<AddedToken> Added(SentencePieceModel model, T5TokenizerOptions options) => SentencePieceConversion.Added(model)
        .Concat(Sentinels(options).Select((text, n) => new AddedToken(model.Pieces.Count + n, text) { Special = true }));

    public static TokenizerStages Stages(SentencePieceModel model, T5TokenizerOptions options)
    {
        var scheme = !options.AddPrefixSpace ? PrependScheme.Never : options.Legacy ? PrependScheme.Always : PrependScheme.First;
        var charsmap = model.Normalizer.Charsmap;
        var end = TemplatePiece.Special(0, model.Trainer.EndId);
        return new TokenizerStages
        {
            Normalizers =
            [
                .. charsmap.IsEmpty ? Enumerable.Empty<INormalizer>() : [new PrecompiledNormalizer(new CharsMap(charsmap.Span))],
                new StripNormalizer(left: false, right: true),
                new WhitespaceNormalizer(),
            ],
            PreTokenizers = [new Metaspace(Metaspace.Mark, scheme, split: true)],
            Decoders = [new MetaspaceDecoder(Metaspace.Mark, dropsFirst: scheme != PrependScheme.Never)],
            Template = new([TemplatePiece.Of(0, 0), end], [TemplatePiece.Of(0, 0), end, TemplatePiece.Of(1, 0), end]),
        };
    }

    private static IEnumerable<string> Sentinels(T5TokenizerOptions options) =>
        Enumerable.Range(0, options.ExtraIds).Select(n => $"<extra_id_{options.ExtraIds - 1 - n}>");
}

/// <summary>Rejects SentencePiece models that <see cref="T5Tokenizer"/> would tokenize wrongly.</summary>
internal static class T5Requirements
{
    public static void Check(SentencePieceModel model)
    {
        var (trainer, count) = (model.Trainer, model.Pieces.Count);
        SentencePieceRequirement.Check(trainer.UnknownId >= 0 && trainer.UnknownId < count, "trainer_spec.unk_id", trainer.UnknownId, $"an id below {count}");
        SentencePieceRequirement.Check(trainer.EndId >= 0 && trainer.EndId < count, "trainer_spec.eos_id", trainer.EndId, $"an id below {count}");
        SentencePieceRequirement.Check(trainer.PadId < count, "trainer_spec.pad_id", trainer.PadId, $"an id below {count}, or -1");
        SentencePieceRequirement.Check(trainer.BeginId < count, "trainer_spec.bos_id", trainer.BeginId, $"an id below {count}, or -1");
        var unknown = model.Pieces[trainer.UnknownId].Type;
        SentencePieceRequirement.Check(unknown == SentencePieceType.Unknown, $"the type of piece {trainer.UnknownId}, which is unk_id,", unknown, "UNKNOWN");
    }
}
