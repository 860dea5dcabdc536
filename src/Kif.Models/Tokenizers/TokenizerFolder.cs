namespace Kif.Models.Tokenizers;

/// <summary>Loads the tokenizer of a model folder in the form that Hugging Face publishes.</summary>
public static class TokenizerFolder
{
    private const string Supported =
        "spiece.model (T5, SentencePiece Unigram), tokenizer.json (byte-level BPE), or vocab.json with merges.txt (byte-level BPE)";

    /// <summary>Loads by the files present, in this order: spiece.model, tokenizer.json, vocab.json with merges.txt.</summary>
    /// <param name="folder">The folder; special_tokens_map.json and tokenizer_config.json are read too where they are there.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">It holds no tokenizer in a supported form; the message says what was found.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or asks for a component that is not supported; the message names both.</exception>
    public static ITokenizer Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no tokenizer folder {folder}.");
        }

        var settings = new TokenizerSettings(folder);
        if (Has(T5Folder.FileName))
        {
            return T5Folder.Load(folder, settings);
        }

        if (Has(TokenizerJsonFolder.FileName))
        {
            return TokenizerJsonFolder.Load(folder, settings);
        }

        if (Has(VocabMergesFolder.VocabularyName) && Has(VocabMergesFolder.MergesName))
        {
            return VocabMergesFolder.Load(folder, settings);
        }

        throw new FileNotFoundException($"{folder} holds no tokenizer that is supported. Found: {Found(folder)}. Supported: {Supported}.");

        bool Has(string name) => File.Exists(Path.Combine(folder, name));
    }

    private static string Found(string folder)
    {
        var names = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(20).ToArray();
        return names.Length > 0 ? string.Join(", ", names) : "no files";
    }
}
