namespace Kif.Tokenizers;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c>.</summary>
internal static class ModelReader
{
    private static readonly string[] Types = ["BPE", "Unigram", "WordLevel", "WordPiece"];

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
    public static LoadedModel Read(JsonField model, bool spellsBytes) => Type(model) switch
    {
        "Unigram" => UnigramReader.Read(model),
        "WordLevel" => WordLevel(model),
        "WordPiece" => WordPiece(model),
        _ => Bpe(model, spellsBytes),
    };

    /// <summary>Reads the merges of a BPE model in their order.</summary>
    public static IEnumerable<(string Left, string Right)> Merges(JsonField model) => model["merges"].Items().Select(Merge);

    // Old files omit the type.
    private static string Type(JsonField model) => model["type"].TextOrNull() ?? "BPE";

    private static LoadedModel Bpe(JsonField model, bool spellsBytes)
    {
        var vocabulary = BpeVocabulary.Tokens(model["vocab"].Members());
        var unknown = Unknown(model, vocabulary);
        var settings = new BpeSettings
        {
            Vocabulary = vocabulary,
            Merges = BpeVocabulary.Merges(model.File, Merges(model), vocabulary),
            ByteLevel = spellsBytes,
            ByteFallback = model["byte_fallback"].FlagOr(false),
            IgnoreMerges = model["ignore_merges"].FlagOr(false),
            Unknown = unknown,
            FuseUnknown = model["fuse_unk"].FlagOr(false),
        };
        return new LoadedModel(new BpeModel(settings), vocabulary, unknown) { MarksBeginWords = settings.MarksBeginWords };
    }

    private static LoadedModel WordPiece(JsonField model)
    {
        var vocabulary = BpeVocabulary.Tokens(model["vocab"].Members());
        model["unk_token"].Require(!model["unk_token"].IsNull, "a token of the vocabulary");
        var unknown = Unknown(model, vocabulary)!;
        return new LoadedModel(
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

    private static LoadedModel WordLevel(JsonField model)
    {
        var vocabulary = BpeVocabulary.Tokens(model["vocab"].Members());
        model["unk_token"].Require(!model["unk_token"].IsNull, "a token of the vocabulary");
        var unknown = Unknown(model, vocabulary)!;
        return new LoadedModel(new WordLevelModel(vocabulary, vocabulary[unknown]), vocabulary, unknown);
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

/// <summary>Reads a Unigram model of a <c>tokenizer.json</c>.</summary>
internal static class UnigramReader
{
    public static LoadedModel Read(JsonField model)
    {
        var pieces = new List<(string Text, double Score)>();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in model["vocab"].Items())
        {
            var entry = item.Items().Take(3).ToArray() is [var text, var score] ? (text, score) : throw item.Unsupported("a list of a piece and its score");
            item.Require(pieces.Count < VocabularyLimits.Ids, $"at most {VocabularyLimits.Ids} pieces");
            VocabularyBuilder.CheckLength(entry.text.Text, () => item.Where);
            entry.text.Require(vocabulary.TryAdd(entry.text.Text, pieces.Count), "a piece that is not there before");
            pieces.Add((entry.text.Text, entry.score.Real));
        }

        var unknown = model["unk_id"];
        unknown.Require(!unknown.IsNull && (uint)unknown.Number < (uint)pieces.Count, $"an id below {pieces.Count}");
        return new LoadedModel(
            new UnigramModel(pieces, unknown.Number, model["byte_fallback"].FlagOr(false)), vocabulary, pieces[unknown.Number].Text);
    }
}

/// <summary>Reads vocabularies and merges of BPE files.</summary>
internal static class BpeVocabulary
{
    /// <summary>Reads ids by token from the members of a JSON object.</summary>
    public static Dictionary<string, int> Tokens(IEnumerable<(string Name, JsonField Value)> members)
    {
        var vocabulary = new VocabularyBuilder();
        foreach (var (token, id) in members)
        {
            vocabulary.Add(token, id.Number, () => id.Where);
        }

        return vocabulary.Ids;
    }

    /// <summary>Parses a merge written with one space between its parts; null if it is not one.</summary>
    public static (string Left, string Right)? Merge(string line) => line.Split(' ') is [var left, var right] ? (left, right) : null;

    /// <summary>Makes the merges; errors name the file.</summary>
    public static BpeMerges Merges(string path, IEnumerable<(string Left, string Right)> merges, IReadOnlyDictionary<string, int> vocabulary)
    {
        try
        {
            return new BpeMerges(merges, vocabulary);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
