using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>Reads <c>vocab.json</c> with <c>merges.txt</c>, the form in which GPT-2 was published.</summary>
internal static class VocabMergesFolder
{
    public const string VocabularyName = "vocab.json";
    public const string MergesName = "merges.txt";

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var rules = TokenizerClass.Of(settings, "GPT2Tokenizer");
        var config = settings.Config;
        config["tokenizer_class"].Require(rules.Name == "GPT2Tokenizer", $"GPT2Tokenizer beside {VocabularyName} and {MergesName}");
        var vocabulary = BpeVocabulary.Tokens(JsonFile.Read(FolderFile.PathOf(folder, VocabularyName)).Members());
        var path = FolderFile.PathOf(folder, MergesName);
        var model = new BpeModel(new BpeSettings { Vocabulary = vocabulary, Merges = BpeVocabulary.Merges(path, Merges(path), vocabulary), ByteLevel = true });
        var begin = new SpecialTokens(settings, rules).Of("bos_token");
        return FolderPipeline.Build(settings, rules, new ReadModel(model, vocabulary, null), [], new Stages
        {
            PreTokenizers = [new ByteLevelStage(config["add_prefix_space"].FlagOr(false), useRegex: true)],
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

    private static IEnumerable<(string Left, string Right)> Merges(string path)
    {
        var number = 0;
        foreach (var line in TextFile.Lines(path, VocabularyLimits.FileBytes))
        {
            number++;
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            {
                yield return BpeVocabulary.Merge(line)
                    ?? throw new InvalidDataException($"{path}: line {number} is \"{ShownText.Of(line, 120)}\"; two tokens with one blank between them are expected.");
            }
        }
    }
}
