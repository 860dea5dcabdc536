using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>A model's tokenizer in the metadata of a GGUF file.</summary>
internal static class GgufVocabulary
{
    private static readonly string[] Files = [TokenizerJsonFolder.FileName, "tokenizer.model", "spiece.model", VocabMergesFolder.VocabularyName, "vocab.txt"];

    /// <summary>Adds the tokenizer of a folder; without one, the runtime takes ids only.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="folder">The tokenizer's folder.</param>
    /// <param name="config">The model's settings, which name special ids.</param>
    /// <param name="architecture">The name of the architecture in the file.</param>
    /// <param name="rows">The number of rows of the embedding.</param>
    /// <param name="notes">Receives where the runtime reads texts otherwise, a sentence each.</param>
    /// <exception cref="InvalidDataException">llama.cpp would read most texts otherwise; the message says why.</exception>
    public static void Add(GgufMetadata metadata, string folder, ConfigFile config, string architecture, int rows, ICollection<string> notes)
    {
        if (!Files.Any(file => FolderFile.Find(folder, file) is not null))
        {
            metadata.Add("tokenizer.ggml.model", "no_vocab");
            if (!metadata.Contains($"{architecture}.vocab_size")) metadata.Add($"{architecture}.vocab_size", rows);
            notes.Add($"'{folder}' has no tokenizer, so the file has no vocabulary: the runtime takes and gives ids of tokens, not text");
            return;
        }
        var tokenizer = (TokenizerPipeline)TokenizerFolder.Load(folder);
        if (tokenizer.AddedTokens.Select(added => added.Id).Where(id => id >= rows).Concat(Beyond(tokenizer, rows)).FirstOrDefault(-1) is >= 0 and var beyond)
            throw new InvalidDataException(
                $"'{folder}': the token '{DisplayText.Of(tokenizer.TokenOf(beyond) ?? "")}' has the id {beyond}, and the embedding has {rows} rows; take the "
                + "tokenizer that belongs to the model.");
        JsonField json = JsonField.ReadOrEmpty(folder, TokenizerJsonFolder.FileName);
        string? pieces = SentencePieceFolder.FileName(folder);
        SentencePieceModel? model = pieces is null ? null : SentencePieceModel.Read(VocabularyLimits.Bytes(FolderFile.PathOf(folder, pieces)));
        var settings = new TokenizerSettings(folder);
        if (architecture == "llama" && !json.IsNull && settings.Config["add_prefix_space"] is { IsNull: false } space)
            metadata.Add("tokenizer.ggml.add_space_prefix", space.Flag);
        string kind = Kind(json, model, folder);
        if ((kind == "t5") != (architecture == "t5"))
            throw new InvalidDataException($"'{folder}' has a vocabulary of the kind {(kind == "t5" ? "Unigram" : "BPE")}, and llama.cpp has "
                + $"{(kind == "t5" ? "BPE" : "Unigram")} alone in {architecture} models.");
        bool begins = kind switch
        {
            "llama" => GgufPieces.Add(metadata, tokenizer, json, model, rows, folder),
            "t5" => GgufUnigram.Add(metadata, tokenizer, json, model, rows, folder, notes),
            _ => GgufBytePairs.Add(metadata, tokenizer, json, rows, folder, notes),
        };
        Note(tokenizer, kind, folder, notes);
        new GgufSpecialTokens(tokenizer, settings, json, config, rows).Add(metadata, folder, begins, ends: kind == "t5");
        if (ChatTemplateFolder.Source(folder) is { } template) metadata.Add("tokenizer.chat_template", template);
        if (kind == "llama" && !metadata.Contains("tokenizer.ggml.add_space_prefix") && !GgufPieces.PutsSpace(tokenizer))
            metadata.Add("tokenizer.ggml.add_space_prefix", false);
    }

    /// <summary>Returns the name of the algorithm: SentencePiece BPE, T5's Unigram, or byte pairs.</summary>
    /// <exception cref="InvalidDataException">It is none of these.</exception>
    private static string Kind(JsonField json, SentencePieceModel? model, string folder)
    {
        JsonField read = json["model"];
        if (!read.IsNull)
            return (read["type"].TextOrNull() ?? "BPE") switch
            {
                "BPE" when PreTokenizerReader.SpellsBytes(json["pre_tokenizer"]) => "gpt2",
                "BPE" => "llama",
                "Unigram" => "t5",
                _ => throw read["type"].Unsupported("BPE, or Unigram in T5, since llama.cpp has no others for models that write text"),
            };
        if (model is not null) return model.Trainer.ModelType == SentencePieceModelType.Unigram ? "t5" : "llama";
        return FolderFile.Find(folder, VocabMergesFolder.MergesName) is not null ? "gpt2"
            : throw new InvalidDataException($"'{folder}' has a WordPiece vocabulary, which llama.cpp does not have in models that write text.");
    }

    /// <summary>Tells of texts that the runtime reads otherwise.</summary>
    private static void Note(TokenizerPipeline tokenizer, string kind, string folder, ICollection<string> notes)
    {
        if (tokenizer.AddedTokens.FirstOrDefault(added => added.StripLeft || added.StripRight || added.SingleWord) is { } odd)
            notes.Add($"'{folder}': llama.cpp finds added tokens anywhere and leaves the blanks beside them, while '{DisplayText.Of(odd.Content)}' and its "
                + $"like {(odd.SingleWord ? "stand for whole words alone" : "take blanks beside them")} here; texts with them are read otherwise");
        if (kind == "llama" && GgufPieces.PutsSpace(tokenizer) && tokenizer.Encode(" a", false).SequenceEqual(tokenizer.Encode("a", false)))
            notes.Add($"'{folder}': a text that begins with a blank gets one more in front in llama.cpp, and so does one behind a special token; texts "
                + "without either are read alike");
    }

    /// <summary>Returns ids of tokens beyond the rows.</summary>
    private static IEnumerable<int> Beyond(TokenizerPipeline tokenizer, int rows)
    {
        int within = Enumerable.Range(0, rows).Count(id => tokenizer.TokenOf(id) is not null);
        return within >= tokenizer.VocabularySize ? [] : Enumerable.Range(rows, VocabularyLimits.Ids - rows).Where(id => tokenizer.TokenOf(id) is not null);
    }
}
