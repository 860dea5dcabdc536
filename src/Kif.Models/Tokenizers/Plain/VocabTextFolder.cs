using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>Reads <c>vocab.txt</c>, the form in which BERT was published: one token per line, with the line's number as its id.</summary>
internal static class VocabTextFolder
{
    public const string FileName = "vocab.txt";

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var rules = TokenizerClass.Of(settings, "BertTokenizer");
        settings.Config["tokenizer_class"].Require(
            rules.Name is "BertTokenizer" or "DistilBertTokenizer" or "ElectraTokenizer",
            $"BertTokenizer, DistilBertTokenizer, ElectraTokenizer beside {FileName}");
        settings.Config["do_basic_tokenize"].Require(settings.Config["do_basic_tokenize"].FlagOr(true), "true");
        var path = FolderFile.PathOf(folder, FileName);
        var vocabulary = Tokens(path);
        var special = new SpecialTokens(settings, rules);
        var (unknown, cls, sep) = (Id("unk_token"), Id("cls_token"), Id("sep_token"));
        var model = new WordPieceModel(new WordPieceSettings { Vocabulary = vocabulary, Unknown = unknown.Token });
        TemplatePiece[] first = [TemplatePiece.Special(0, cls.Id), TemplatePiece.Of(0, 0), TemplatePiece.Special(0, sep.Id)];
        return FolderPipeline.Build(settings, rules, new ReadModel(model, vocabulary, unknown.Token), [], new Stages
        {
            Normalizers = [new BertNormalizer(rules.Bert(new BertNormalizerSettings()))],
            PreTokenizers = [new Cut(new BertSplitter())],
            Decoders = [new WordPieceDecoder("##", cleansUp: true)],
            Template = new(first, [.. first, TemplatePiece.Of(1, 1), TemplatePiece.Special(1, sep.Id)]),
        });

        (string Token, int Id) Id(string role) => special.Of(role) is { } token && vocabulary.TryGetValue(token, out var id)
            ? (token, id)
            : throw new InvalidDataException($"{path}: the {role}, \"{ShownText.Of(special.Of(role) ?? "")}\", is not in the vocabulary.");
    }

    private static Dictionary<string, int> Tokens(string path)
    {
        var (vocabulary, id) = (new VocabularyBuilder(), 0);
        foreach (var line in TextFile.Lines(path, VocabularyLimits.FileBytes))
        {
            var number = id++;
            vocabulary.Add(line, number, () => $"{path}: line {number + 1}");
        }

        return vocabulary.Ids;
    }
}
