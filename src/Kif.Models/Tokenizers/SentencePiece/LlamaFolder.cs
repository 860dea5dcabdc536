namespace Kif.Tokenizers;

/// <summary>Makes the tokenizer of a LLaMA folder from its SentencePiece file, as transformers converts it.</summary>
internal static class LlamaFolder
{
    public static ITokenizer Load(SentencePieceModel model, TokenizerSettings settings, TokenizerClass rules)
    {
        LlamaRequirements.Check(model);
        JsonField config = settings.Config;
        var vocabulary = new VocabularyBuilder();
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            vocabulary.Add(model.Pieces[id].Text, id, () => $"the id of pieces[{id}]");
        }

        var unknown = model.Pieces[model.Trainer.UnknownId].Text;
        var bpe = new BpeSettings
        {
            Vocabulary = vocabulary.Ids,
            Merges = new BpeMerges(PieceMerges.Of(model, vocabulary.Ids), vocabulary.Ids),
            ByteFallback = true,
            Unknown = unknown,
            FuseUnknown = true,
        };
        LoadedModel read = new LoadedModel(new BpeModel(bpe), vocabulary.Ids, unknown) { MarksBeginWords = bpe.MarksBeginWords };
        TokenizerStages stages = Stages(config["legacy"].FlagOr(true), config["add_prefix_space"].FlagOr(true));
        return FolderPipeline.Build(settings, rules, read, SentencePieceAddedTokens.Tokens(model), stages);
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

/// <summary>Rejects SentencePiece models that <see cref="LlamaFolder"/> would tokenize wrongly.</summary>
internal static class LlamaRequirements
{
    public static void Check(SentencePieceModel model)
    {
        var (trainer, count) = (model.Trainer, model.Pieces.Count);
        SentencePieceRequirement.Check(trainer.ModelType == SentencePieceModelType.Bpe, "trainer_spec.model_type", trainer.ModelType, "BPE");
        SentencePieceRequirement.Check(trainer.ByteFallback, "trainer_spec.byte_fallback", false, "true");
        SentencePieceRequirement.Check(!trainer.WhitespaceAsSuffix, "trainer_spec.treat_whitespace_as_suffix", true, "false");
        SentencePieceRequirement.Check(model.Normalizer.Charsmap.IsEmpty, "normalizer_spec.precompiled_charsmap", "a rule", "none (identity)");
        SentencePieceRequirement.Check(!model.Normalizer.RemoveExtraWhitespaces, "normalizer_spec.remove_extra_whitespaces", true, "false");
        SentencePieceRequirement.Check(trainer.UnknownId >= 0 && trainer.UnknownId < count, "trainer_spec.unk_id", trainer.UnknownId, $"an id below {count}");
    }
}

/// <summary>The merges equivalent to a SentencePiece BPE model: every way to make a piece of two others, the best piece first.</summary>
internal static class PieceMerges
{
    private const long MostWork = 1L << 31;

    /// <summary>Returns the merges by rank: by falling score of the piece, then by falling length of its halves, then by the ids of piece and halves.</summary>
    public static IEnumerable<(string Left, string Right)> Of(SentencePieceModel model, Dictionary<string, int> vocabulary)
    {
        var merges = new List<(string Left, string Right, float Score)>();
        var known = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var work = 0L;
        foreach (var piece in model.Pieces)
        {
            // Every half of every piece is looked up.
            work += (long)piece.Text.Length * piece.Text.Length;
            SentencePieceRequirement.Check(work <= MostWork, "pieces, the sum of the squares of their lengths", $"above {MostWork}", $"at most {MostWork}");
            var local = new List<(int Left, int Right, int Cut)>();
            for (var cut = 1; cut < piece.Text.Length; cut++)
            {
                if (!char.IsLowSurrogate(piece.Text[cut]) && known.TryGetValue(piece.Text.AsSpan(0, cut), out var left)
                    && known.TryGetValue(piece.Text.AsSpan(cut), out var right))
                {
                    local.Add((left, right, cut));
                }
            }

            local.Sort();
            merges.AddRange(local.Select(part => (piece.Text[..part.Cut], piece.Text[part.Cut..], piece.Score)));
        }

        return merges.OrderByDescending(merge => merge.Score).ThenByDescending(merge => Length(merge.Left)).ThenByDescending(merge => Length(merge.Right))
            .Select(merge => (merge.Left, merge.Right));
    }

    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
