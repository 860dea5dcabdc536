using System.Text.Json;
using Kif.Models.Files;
using Kif.Models.Tokenizers.ByteBpe;
using Kif.Models.Tokenizers.SentencePiece;
using Kif.Models.Tokenizers.Unigram;

namespace Kif.Models.Tokenizers;

/// <summary>Loads the tokenizer of a Hugging Face folder by the files that it has.</summary>
public static class TokenizerFolder
{
    /// <summary><c>spiece.model</c> (T5's Unigram), else <c>tokenizer.json</c> or <c>vocab.json</c> with <c>merges.txt</c> (byte-level BPE).</summary>
    /// <exception cref="FileNotFoundException">None of these files is there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or has a component that is not supported; the message names file and component.</exception>
    public static ITokenizer Load(string folder)
    {
        string At(string file) => Path.Combine(folder, file);
        JsonElement? config = File.Exists(At("tokenizer_config.json")) ? JsonFile.ReadObject(At("tokenizer_config.json")) : null;
        if (File.Exists(At("spiece.model"))) return Unigram(At("spiece.model"), config);
        if (File.Exists(At("tokenizer.json"))) return ByteBpeFiles.FromTokenizerJson(At("tokenizer.json"), config);
        if (File.Exists(At("vocab.json")) && File.Exists(At("merges.txt"))) return ByteBpeFiles.FromVocabulary(At("vocab.json"), At("merges.txt"), config);
        throw new FileNotFoundException($"'{folder}' has no tokenizer that Kif reads: spiece.model (T5), tokenizer.json or vocab.json with merges.txt (byte-level BPE)");
    }

    private static UnigramTokenizer Unigram(string file, JsonElement? config)
    {
        int extra = config?.TryGetProperty("extra_ids", out JsonElement e) == true && e.TryGetInt32(out int n) ? n : 100;
        try { return new(SentencePieceModel.Read(File.ReadAllBytes(file)), extra); }
        catch (Exception e2) when (e2 is InvalidDataException or OverflowException) { throw new InvalidDataException($"'{file}': {e2.Message}", e2); }
    }
}
