using System.Globalization;
using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>A SentencePiece vocabulary of merges (LLaMA, Gemma): the runtime joins the neighbors whose joint piece has the highest score.</summary>
internal static class GgufPieces
{
    private const int Bytes = 256;

    /// <summary>Adds the vocabulary.</summary>
    /// <returns>Whether the runtime puts the begin token in front if the file does not say so.</returns>
    /// <exception cref="InvalidDataException">The runtime would read texts otherwise.</exception>
    public static bool Add(GgufMetadata metadata, TokenizerPipeline tokenizer, JsonField json, SentencePieceModel? model, int rows, string folder)
    {
        Check(json);
        bool told = model?.Trainer.ModelType == SentencePieceModelType.Bpe && model.Pieces.Count <= rows
            && model.Pieces.Index().All(p => tokenizer.TokenOf(p.Index) == p.Item.Text);
        var tokens = new GgufTokens(tokenizer, rows, (id, text) => told && id < model!.Pieces.Count ? model.Pieces[id].Type
            : IsByte(text) ? SentencePieceType.Byte : id == tokenizer.UnknownId ? SentencePieceType.Unknown : SentencePieceType.Normal);
        if (tokens.Kinds.Count(kind => kind == SentencePieceType.Byte) < Bytes)
            throw new InvalidDataException($"'{folder}' has no pieces for single bytes, without which llama.cpp ends at a character that it does not know.");
        float[] scores = told ? [.. model!.Pieces.Select(p => p.Score), .. new float[rows - model.Pieces.Count]] : OfMerges(tokenizer, json, rows);
        metadata.Add("tokenizer.ggml.model", "llama");
        metadata.Add("tokenizer.ggml.pre", "default");
        tokens.AddTexts(metadata);
        metadata.Add("tokenizer.ggml.scores", scores);
        tokens.AddKinds(metadata);
        return true;
    }

    /// <summary>Whether a blank is put in front of a text.</summary>
    public static bool PutsSpace(TokenizerPipeline tokenizer) =>
        tokenizer.Encode("a", addSpecialTokens: false) is [var first, ..] && tokenizer.TokenOf(first) is { } text
        && (text.StartsWith(Metaspace.Mark) || text == "<0xE2>");

    /// <summary>Rejects stages before the merges that the runtime does not have.</summary>
    private static void Check(JsonField json)
    {
        foreach (JsonField stage in Flat(json["normalizer"], "normalizers"))
            stage["type"].Require(stage.Type is "Prepend" || stage.Type == "Replace" && stage["pattern"]["String"].TextOrNull() == " ",
                "Prepend and Replace of blanks alone, since llama.cpp changes no text");
        foreach (JsonField stage in Flat(json["pre_tokenizer"], "pretokenizers"))
            stage["type"].Require(stage.Type is "Metaspace" || stage.Type == "Split" && stage["pattern"]["String"].TextOrNull() == " ",
                "Metaspace or Split at blanks alone, since llama.cpp splits nothing");
    }

    private static IEnumerable<JsonField> Flat(JsonField component, string members) => component.Type switch
    {
        null => [],
        "Sequence" => component[members].Items().SelectMany(item => Flat(item, members)),
        _ => [component],
    };

    /// <summary>Makes scores of merges: minus the number of the first merge that makes a token, so that earlier merges come first.</summary>
    private static float[] OfMerges(TokenizerPipeline tokenizer, JsonField json, int rows)
    {
        json["model"]["merges"].Require(json["model"]["merges"].Items().Any(), "merges, from which llama.cpp's scores are made");
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        for (int id = 0; id < rows; id++)
            if (tokenizer.TokenOf(id) is { } token) ids.TryAdd(token, id);
        float[] scores = new float[rows];
        HashSet<int> done = [];
        foreach ((int number, (string left, string right)) in ModelReader.Merges(json["model"]).Index())
            if (ids.TryGetValue(left + right, out int id) && done.Add(id)) scores[id] = -number;
        return scores;
    }

    private static bool IsByte(string text) => text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>'
        && byte.TryParse(text.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte _);
}
