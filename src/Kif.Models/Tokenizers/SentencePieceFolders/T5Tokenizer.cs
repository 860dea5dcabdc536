namespace Kif.Models.Tokenizers;

/// <summary>The tokenizer of T5: a SentencePiece Unigram model plus sentinels <c>&lt;extra_id_N&gt;</c>, ended by the end token.</summary>
/// <remarks>
/// Ids and decodings are those of Hugging Face's T5TokenizerFast, not of the sentencepiece library: they differ on some combining
/// accents and on ties. Sentinel N has the id (pieces + sentinels - 1 - N). An id beyond the vocabulary decodes to nothing.
/// </remarks>
public sealed class T5Tokenizer : ITokenizer
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
        var read = T5Parts.Model(model, options);
        var trainer = model.Trainer;
        var unknown = new AddedToken(trainer.UnknownId, model.Pieces[trainer.UnknownId].Text) { Special = true };
        var added = new AddedTokens([unknown, .. T5Parts.Added(model, options)]);
        _pipeline = new TokenizerPipeline(new TokenizerParts
        {
            Model = read.Model,
            Tokens = new TokenTable(read.Vocabulary.Select(entry => (entry.Key, entry.Value)), added),
            Added = added,
            Stages = T5Parts.Stages(model, options),
            Special = new SpecialIds
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
