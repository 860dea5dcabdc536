using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>The Unigram vocabulary of T5: the runtime takes the pieces of the highest total score, after a normalization that comes with the file.</summary>
internal static class GgufUnigram
{
    /// <summary>Adds the vocabulary.</summary>
    /// <returns>Whether the runtime puts the begin token in front if the file does not say so.</returns>
    public static bool Add(
        GgufMetadata metadata, TokenizerPipeline tokenizer, JsonField json, SentencePieceModel? model, int rows, string folder, ICollection<string> notes)
    {
        var tokens = new GgufTokens(tokenizer, rows, (id, _) => id == tokenizer.UnknownId ? SentencePieceType.Unknown : SentencePieceType.Normal);
        float[] scores = new float[rows];
        IEnumerable<double> known = json["model"].IsNull
            ? model!.Pieces.Select(p => (double)p.Score) : json["model"]["vocab"].Items().Select(item => item.Items().ElementAt(1).Real);
        foreach ((int id, double score) in known.Index()) scores[id] = (float)score;
        metadata.Add("tokenizer.ggml.model", "t5");
        metadata.Add("tokenizer.ggml.pre", "default");
        tokens.AddTexts(metadata);
        metadata.Add("tokenizer.ggml.scores", scores);
        tokens.AddKinds(metadata);
        metadata.Add("tokenizer.ggml.add_space_prefix", GgufPieces.PutsSpace(tokenizer));
        metadata.Add("tokenizer.ggml.remove_extra_whitespaces", true);
        ReadOnlyMemory<byte> rules = json["model"].IsNull ? model!.Normalizer.Charsmap : Precompiled(json["normalizer"]);
        if (!rules.IsEmpty) metadata.Add("tokenizer.ggml.precompiled_charsmap", rules);
        bool turned = !rules.IsEmpty && new PrecompiledNormalizer(new CharsMap(rules.Span)).Normalize("\t", new(1)) == " ";
        if (!turned && (tokenizer.Encode("a\ta").SequenceEqual(tokenizer.Encode("a a")) || tokenizer.Encode("a\t").SequenceEqual(tokenizer.Encode("a"))))
            notes.Add($"'{folder}': tabs and line ends are no blanks in llama.cpp, since the normalization of this file does not make blanks of them; texts "
                + "that end with them, or have them, are read otherwise");
        return false;
    }

    /// <summary>Finds the compiled normalization, and rejects others.</summary>
    private static ReadOnlyMemory<byte> Precompiled(JsonField normalizer)
    {
        switch (normalizer.Type)
        {
            case "Precompiled":
                return Convert.FromBase64String(normalizer["precompiled_charsmap"].TextOrNull() ?? "");
            case "Sequence":
                ReadOnlyMemory<byte>[] rules = [.. normalizer["normalizers"].Items().Select(Precompiled).Where(rule => !rule.IsEmpty)];
                normalizer.Require(rules.Length <= 1, "one Precompiled");
                return rules.FirstOrDefault();
            default:
                // Runs of blanks, and those at the end, are dropped by the runtime.
                normalizer.Require(normalizer.Type is null or "Strip" or "Replace", "Precompiled, Strip and Replace of blanks, since llama.cpp has no others");
                return default;
        }
    }
}
