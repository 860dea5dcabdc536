namespace Kif.Models.Tokenizers;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c>.</summary>
internal static class ModelReader
{
    private static readonly string[] Types = ["BPE", "Unigram", "WordPiece"];

    /// <summary>Rejects unsupported settings with an error that names them; cheap for any size of vocabulary.</summary>
    public static void Check(JsonField model, bool spellsBytes)
    {
        model["type"].Require(Types.Contains(Type(model)), string.Join(", ", Types));
        model["type"].Require(Type(model) == "BPE" || !spellsBytes, "BPE after the pre-tokenizer ByteLevel");
        if (Type(model) != "BPE")
        {
            return;
        }

        foreach (var name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            model[name].Require(string.IsNullOrEmpty(model[name].TextOrNull()), "null");
        }

        model["dropout"].Require(model["dropout"].IsNull || model["dropout"].Real == 0, "null");
        model["byte_fallback"].Require(!spellsBytes || !model["byte_fallback"].FlagOr(false), "false");
    }

    /// <summary>Reads the vocabulary and makes the model.</summary>
    public static ReadModel Read(JsonField model, bool spellsBytes) => Type(model) switch
    {
        "Unigram" => UnigramReader.Read(model),
        "WordPiece" => WordPiece(model),
        _ => Bpe(model, spellsBytes),
    };

    // Old files omit the type.
    private static string Type(JsonField model) => model["type"].TextOrNull() ?? "BPE";

    private static ReadModel Bpe(JsonField model, bool spellsBytes)
    {
        var vocabulary = BpeVocabulary.Tokens(model["vocab"].Members());
        var unknown = Unknown(model, vocabulary);
        var settings = new BpeSettings
        {
            Vocabulary = vocabulary,
            Merges = BpeVocabulary.Merges(model.File.Path, model["merges"].Items().Select(Merge), vocabulary),
            ByteLevel = spellsBytes,
            ByteFallback = model["byte_fallback"].FlagOr(false),
            IgnoreMerges = model["ignore_merges"].FlagOr(false),
            Unknown = unknown,
            FuseUnknown = model["fuse_unk"].FlagOr(false),
        };
        return new ReadModel(new BpeModel(settings), vocabulary, unknown) { MarksBeginWords = settings.MarksBeginWords };
    }

    private static ReadModel WordPiece(JsonField model)
    {
        var vocabulary = BpeVocabulary.Tokens(model["vocab"].Members());
        model["unk_token"].Require(!model["unk_token"].IsNull, "a token of the vocabulary");
        var unknown = Unknown(model, vocabulary)!;
        return new ReadModel(
            new WordPieceModel(new WordPieceSettings
            {
                Vocabulary = vocabulary,
                Unknown = unknown,
                ContinuingPrefix = model["continuing_subword_prefix"].TextOrNull() ?? "##",
                MaxCharacters = model["max_input_chars_per_word"].NumberOr(100),
            }),
            vocabulary,
            unknown);
    }

    private static string? Unknown(JsonField model, Dictionary<string, int> vocabulary)
    {
        var unknown = model["unk_token"].TextOrNull();
        model["unk_token"].Require(unknown is null || vocabulary.ContainsKey(unknown), "a token of the vocabulary");
        return unknown;
    }

    private static (string Left, string Right) Merge(JsonField item)
    {
        if (item.Value.ValueKind == System.Text.Json.JsonValueKind.String)
        {
            return BpeVocabulary.Merge(item.Text) ?? throw item.Unsupported("two tokens with one blank between them");
        }

        var parts = item.Items().Select(part => part.Text).ToArray();
        return parts is [var left, var right] ? (left, right) : throw item.Unsupported("a list of two tokens");
    }
}
