using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>A vocabulary of byte pairs (GPT-2, LLaMA 3, Qwen, SmolLM).</summary>
internal static class GgufBytePairs
{
    /// <summary>Adds the vocabulary.</summary>
    /// <returns>Whether the runtime puts the begin token in front if the file does not say so.</returns>
    /// <exception cref="InvalidDataException">The runtime has no name for its rules.</exception>
    public static bool Add(GgufMetadata metadata, TokenizerPipeline tokenizer, JsonField json, int rows, string folder, ICollection<string> notes)
    {
        string name = GgufPreTokenizer.Name(tokenizer, json);
        foreach (JsonField stage in Stages(json["normalizer"]))
            if (stage.Type == "NFC")
                notes.Add($"'{folder}': the tokenizer composes accents (NFC), which llama.cpp leaves as they are; texts that are composed, as most are, are "
                    + "read alike");
            else
                throw stage["type"].Unsupported("NFC or none, since llama.cpp changes no text");
        var tokens = new GgufTokens(tokenizer, rows, (_, _) => SentencePieceType.Normal);
        metadata.Add("tokenizer.ggml.model", "gpt2");
        metadata.Add("tokenizer.ggml.pre", name);
        tokens.AddTexts(metadata);
        tokens.AddKinds(metadata);
        metadata.Add("tokenizer.ggml.merges", [.. Merges(json, folder).Select(pair => $"{Closed(pair.Left)} {Closed(pair.Right)}")]);
        return name == GgufPreTokenizer.Llama3;
    }

    private static IEnumerable<(string Left, string Right)> Merges(JsonField json, string folder) => json["model"].IsNull
        ? VocabMergesFolder.Merges(FolderFile.PathOf(folder, VocabMergesFolder.MergesName)) : ModelReader.Merges(json["model"]);

    private static IEnumerable<JsonField> Stages(JsonField component) => component.Type switch
    {
        null => [],
        "Sequence" => component["normalizers"].Items().SelectMany(Stages),
        _ => [component],
    };

    /// <summary>Writes a blank inside a part of a merge as byte-level vocabularies do, since a blank ends the part.</summary>
    private static string Closed(string part) => part.Replace(' ', '\u0120');
}
