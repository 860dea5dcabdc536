using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>Reads <c>vocab.json</c> with <c>merges.txt</c>, the form in which GPT-2 was published.</summary>
internal static class VocabMergesFolder
{
    public const string VocabularyName = "vocab.json";
    public const string MergesName = "merges.txt";

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var rules = TokenizerClass.Of(settings, "GPT2Tokenizer");
        JsonField config = settings.Config;
        config["tokenizer_class"].Require(rules.Name == "GPT2Tokenizer", $"GPT2Tokenizer beside {VocabularyName} and {MergesName}");
        var vocabulary = BpeVocabulary.Tokens(JsonField.Read(FolderFile.PathOf(folder, VocabularyName)).Members());
        var path = FolderFile.PathOf(folder, MergesName);
        var model = new BpeModel(new BpeSettings { Vocabulary = vocabulary, Merges = BpeVocabulary.Merges(path, Merges(path), vocabulary), ByteLevel = true });
        var begin = new SpecialTokens(settings, rules).Of("bos_token");
        return FolderPipeline.Build(settings, rules, new LoadedModel(model, vocabulary, null), [], new TokenizerStages
        {
            PreTokenizers = [new ByteLevelPreTokenizer(config["add_prefix_space"].FlagOr(false), useRegex: true)],
            Decoders = [new ByteLevelDecoder()],
            Template = config["add_bos_token"].FlagOr(false) ? Begun(config["add_bos_token"], begin, vocabulary) : TokenTemplate.Bare,
        });
    }

    private static TokenTemplate Begun(JsonField field, string? token, Dictionary<string, int> vocabulary)
    {
        field.Require(token is not null && vocabulary.ContainsKey(token), "false where no bos_token is in the vocabulary");
        var begin = TemplatePiece.Special(0, vocabulary[token!]);
        return new([begin, TemplatePiece.Of(0, 0)], [begin, TemplatePiece.Of(0, 0), TemplatePiece.Of(1, 1)]);
    }

    /// <summary>Reads the merges of a file in their order.</summary>
    public static IEnumerable<(string Left, string Right)> Merges(string path)
    {
        var number = 0;
        foreach (var line in TextFile.Lines(path, VocabularyLimits.FileBytes))
        {
            number++;
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            {
                yield return BpeVocabulary.Merge(line)
                    ?? throw new InvalidDataException(
                        $"{path}: line {number} is \"{DisplayText.Of(line, 120)}\"; two tokens with one blank between them are expected.");
            }
        }
    }
}

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
        return FolderPipeline.Build(settings, rules, new LoadedModel(model, vocabulary, unknown.Token), [], new TokenizerStages
        {
            Normalizers = [new BertNormalizer(rules.Bert(new BertNormalizerSettings()))],
            PreTokenizers = [new BertSplitter()],
            Decoders = [new WordPieceDecoder("##", cleansUp: true)],
            Template = new(first, [.. first, TemplatePiece.Of(1, 1), TemplatePiece.Special(1, sep.Id)]),
        });

        (string Token, int Id) Id(string role) => special.Of(role) is { } token && vocabulary.TryGetValue(token, out var id)
            ? (token, id)
            : throw new InvalidDataException($"{path}: the {role}, \"{DisplayText.Of(special.Of(role) ?? "")}\", is not in the vocabulary.");
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
