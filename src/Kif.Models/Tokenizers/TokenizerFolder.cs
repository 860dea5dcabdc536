using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>Loads the tokenizer of a model folder in the form that Hugging Face publishes.</summary>
public static class TokenizerFolder
{
    private const string Supported =
        "tokenizer.json, spiece.model (T5), tokenizer.model (LLaMA), vocab.json with merges.txt (GPT-2), vocab.txt (BERT)";

    /// <summary>Loads the fast tokenizer that transformers' AutoTokenizer returns for the folder.</summary>
    /// <remarks>
    /// The files decide, in this order of precedence: tokenizer.json; spiece.model or tokenizer.model; vocab.json with merges.txt; vocab.txt.
    /// tokenizer.json counts as it stands, but for its truncation and padding, which are those of the last batch of whoever saved it. The class in
    /// tokenizer_config.json (or else the model's type in config.json) may overrule it as in transformers 4: LLaMA's begin and end tokens where
    /// <c>add_bos_token</c> or <c>add_eos_token</c> is said, BERT's case and accents, add_prefix_space. Without it, spiece.model means T5,
    /// tokenizer.model LLaMA. <c>legacy</c> matters only when the tokenizer is made from a SentencePiece file; its default is true.
    /// </remarks>
    /// <param name="folder">The folder; special_tokens_map.json and tokenizer_config.json are read too if present.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">It holds no tokenizer in a supported form; the message says what was found.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or asks for a component that is not supported; the message names both.</exception>
    public static ITokenizer Load(string folder) => Load(folder, null);

    /// <summary>Loads the tokenizer and collects what a user should be told once, a sentence each.</summary>
    internal static ITokenizer Load(string folder, ICollection<string>? notes)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no tokenizer folder {folder}.");
        }

        var settings = new TokenizerSettings(folder);
        var rules = TokenizerClass.Of(settings, null);
        var pieces = SentencePieceFolder.FileName(folder);
        if (Has(TokenizerJsonFolder.FileName) && !(rules.RebuildsFromPieces && pieces is not null))
        {
            return TokenizerJsonFolder.Load(folder, settings, rules, notes);
        }

        if (pieces is not null)
        {
            return SentencePieceFolder.Load(folder, pieces, settings, notes);
        }

        if (Has(VocabMergesFolder.VocabularyName) && Has(VocabMergesFolder.MergesName))
        {
            return VocabMergesFolder.Load(folder, settings);
        }

        if (Has(VocabTextFolder.FileName))
        {
            return VocabTextFolder.Load(folder, settings);
        }

        throw new FileNotFoundException($"{folder} holds no tokenizer that is supported. Found: {Found(folder)}. Supported: {Supported}.");

        bool Has(string name) => FolderFile.Find(folder, name) is not null;
    }

    private static string Found(string folder)
    {
        var names = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(20).Select(name => DisplayText.Of(name!))
            .ToArray();
        return names.Length > 0 ? string.Join(", ", names) : "no files";
    }
}
