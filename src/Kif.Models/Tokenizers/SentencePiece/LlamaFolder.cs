namespace Kif.Tokenizers;

/// <summary>
/// Makes the tokenizer of a LLaMA folder from its SentencePiece file, as transformers 4 converts it: the file's normalization and its treatment of spaces are
/// those of the class, its first three pieces have the score 0.
/// </summary>
internal static class LlamaFolder
{
    public static ITokenizer Load(SentencePieceModel model, TokenizerSettings settings, TokenizerClass rules, ICollection<string>? notes)
    {
        SentencePieceTrainerSpec trainer = model.Trainer;
        // The converter takes the first piece of a Unigram model for the unknown one, whatever the file says.
        var unknown = trainer.ModelType == SentencePieceModelType.Unigram ? 0 : trainer.UnknownId;
        LoadedModel read = SentencePieceConversion.Model(
            [.. model.Pieces.Select((piece, id) => (piece.Text, id < 3 ? 0.0 : piece.Score))], trainer.ModelType, unknown, byteFallback: true);
        JsonField config = settings.Config;
        AddedToken[] added = [.. SentencePieceConversion.Added(model)];
        TokenizerStages stages = Stages(config["legacy"].FlagOr(true), config["add_prefix_space"].FlagOr(true));
        var tokenizer = FolderPipeline.Build(settings, rules, read, added, stages, TokenFlags.SaidOrBegin);
        if (notes is not null)
        {
            if (!model.Normalizer.Charsmap.IsEmpty || model.Normalizer.RemoveExtraWhitespaces)
            {
                notes.Add($"the SentencePiece file has a normalization ({model.Normalizer.Name}"
                    + $"{(model.Normalizer.RemoveExtraWhitespaces ? ", extra whitespace removed" : "")}) "
                    + "that transformers' fast tokenizer of LLaMA leaves out; so does Kif");
            }

            ReadingNotes.Compare(settings, rules, tokenizer, read, added, stages, TokenFlags.Said, notes);
        }

        return tokenizer;
    }

    private static TokenizerStages Stages(bool legacy, bool addPrefixSpace)
    {
        var mark = Metaspace.Mark.ToString();
        var blanks = new ReplaceNormalizer(" ", null, mark);
        IReadOnlyList<ITokenDecoder> decoders = [new ReplaceDecoder(new ReplaceNormalizer(mark, null, " ")), new ByteFallbackDecoder(), new JoinDecoder("")];
        return new TokenizerStages
        {
            Normalizers = !legacy ? [] : addPrefixSpace ? [new PrependNormalizer(mark), blanks] : [blanks],
            PreTokenizers = legacy ? [] : [new Metaspace(Metaspace.Mark, addPrefixSpace ? PrependScheme.First : PrependScheme.Never, split: false)],
            Decoders = addPrefixSpace ? [.. decoders, new StripDecoder(' ', 1, 0)] : decoders,
        };
    }
}
