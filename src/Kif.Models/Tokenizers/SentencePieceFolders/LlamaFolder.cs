namespace Kif.Models.Tokenizers;

/// <summary>Makes the tokenizer of a LLaMA folder from its SentencePiece file, as transformers converts it.</summary>
internal static class LlamaFolder
{
    public static ITokenizer Load(SentencePieceModel model, TokenizerSettings settings, TokenizerClass rules)
    {
        LlamaRequirements.Check(model);
        var config = settings.Config;
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
        var read = new ReadModel(new BpeModel(bpe), vocabulary.Ids, unknown) { MarksBeginWords = bpe.MarksBeginWords };
        var stages = Stages(config["legacy"].FlagOr(true), config["add_prefix_space"].FlagOr(true));
        return FolderPipeline.Build(settings, rules, read, SentencePieceAdded.Tokens(model), stages);
    }

    private static Stages Stages(bool legacy, bool addPrefixSpace)
    {
        var mark = Metaspace.Mark.ToString();
        var blanks = new ReplaceNormalizer(" ", null, mark);
        IReadOnlyList<ITokenDecoder> decoders = [new ReplaceDecoder(new ReplaceNormalizer(mark, null, " ")), new ByteFallbackDecoder(), new FuseDecoder()];
        return new Stages
        {
            Normalizers = !legacy ? [] : addPrefixSpace ? [new PrependNormalizer(mark), blanks] : [blanks],
            PreTokenizers = legacy ? [] : [new Metaspace(Metaspace.Mark, addPrefixSpace ? PrependScheme.First : PrependScheme.Never, split: false)],
            Decoders = addPrefixSpace ? [.. decoders, new StripDecoder(' ', 1, 0)] : decoders,
        };
    }
}
