namespace Kif.Models.Tokenizers;

/// <summary>Reads a <c>tokenizer.json</c> whose model is byte-level BPE, and refuses by name what it cannot honour.</summary>
internal static class TokenizerJsonFolder
{
    public const string FileName = "tokenizer.json";

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var file = JsonFile.Read(Path.Combine(folder, FileName));
        var model = file["model"];
        CheckModel(model);
        file["normalizer"].Require(file["normalizer"].IsNull, "null");
        file["decoder"].Require(file["decoder"].Type == "ByteLevel", "ByteLevel");
        var vocabulary = BpeVocabulary.Tokens(model["vocab"].Members());
        var described = file["added_tokens"].Items().Select(item => TokenizerSettings.Token(item["id"].Number, item));
        var added = AddedBpeTokens.Gather(described, settings, settings.AllSpecial(), vocabulary);
        var (before, after) = PostProcessor.Read(file["post_processor"]);
        var unknown = model["unk_token"].TextOrNull();
        model["unk_token"].Require(unknown is null || vocabulary.ContainsKey(unknown), "a token of the vocabulary");
        return new ByteLevelBpeTokenizer(PreTokenizer.Read(file["pre_tokenizer"], new ByteLevelBpeParts
        {
            Vocabulary = vocabulary,
            Merges = BpeVocabulary.Merges(file.Path, model["merges"].Items().Select(Merge), vocabulary),
            IgnoreMerges = model["ignore_merges"].FlagOr(false),
            Unknown = unknown,
            FuseUnknown = model["fuse_unk"].FlagOr(false),
            Added = added,
            Before = before,
            After = after,
            BeginId = added.IdOf(settings.Special("bos_token")),
            EndId = added.IdOf(settings.Special("eos_token")),
            PadId = added.IdOf(settings.Special("pad_token")),
            UnknownId = added.IdOf(settings.Special("unk_token")) ?? (unknown is null ? null : vocabulary[unknown]),
        }));
    }

    private static void CheckModel(JsonField model)
    {
        // Old files leave the type out.
        model["type"].Require((model["type"].TextOrNull() ?? "BPE") == "BPE", "BPE");
        foreach (var name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            model[name].Require(string.IsNullOrEmpty(model[name].TextOrNull()), "null");
        }

        model["dropout"].Require(model["dropout"].IsNull, "null");
        model["byte_fallback"].Require(!model["byte_fallback"].FlagOr(false), "false");
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
