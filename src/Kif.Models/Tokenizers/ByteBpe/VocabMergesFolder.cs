namespace Kif.Models.Tokenizers;

/// <summary>Reads <c>vocab.json</c> with <c>merges.txt</c>, the form GPT-2 was published in.</summary>
internal static class VocabMergesFolder
{
    public const string VocabularyName = "vocab.json";
    public const string MergesName = "merges.txt";

    private const string Gpt2Special = "<|endoftext|>";

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var config = settings.Config;
        if (config["tokenizer_class"].TextOrNull() is { } name && !name.StartsWith("GPT2Tokenizer", StringComparison.Ordinal))
        {
            throw config["tokenizer_class"].Unsupported($"GPT2Tokenizer beside {VocabularyName} and {MergesName}");
        }

        var vocabulary = BpeVocabulary.Tokens(JsonFile.Read(Path.Combine(folder, VocabularyName)).Members());
        var path = Path.Combine(folder, MergesName);
        string[] special = [.. settings.AllSpecial(), .. new[] { "bos_token", "eos_token", "unk_token" }.Select(Named).Distinct()];
        var added = AddedBpeTokens.Gather([], settings, special, vocabulary);
        var begin = added.IdOf(Named("bos_token"));
        return new ByteLevelBpeTokenizer(new ByteLevelBpeParts
        {
            Vocabulary = vocabulary,
            Merges = BpeVocabulary.Merges(path, Merges(path), vocabulary),
            Added = added,
            AddPrefixSpace = config["add_prefix_space"].FlagOr(false),
            Before = config["add_bos_token"].FlagOr(false) ? [begin!.Value] : [],
            BeginId = begin,
            EndId = added.IdOf(Named("eos_token")),
            UnknownId = added.IdOf(Named("unk_token")),
            PadId = added.IdOf(settings.Special("pad_token")),
        });

        // The class GPT2Tokenizer has this token by default.
        string Named(string role) => settings.Special(role) ?? Gpt2Special;
    }

    private static IEnumerable<(string Left, string Right)> Merges(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            {
                yield return BpeVocabulary.Merge(line)
                    ?? throw new InvalidDataException($"{path}: line {number} is \"{line}\"; two tokens with one blank between them are expected.");
            }
        }
    }
}
