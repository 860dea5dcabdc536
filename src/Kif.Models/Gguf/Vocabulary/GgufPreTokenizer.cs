using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>
/// The name of the rules by which a text is split before its pairs of bytes are joined. A GGUF file has the name alone, and the runtime the rules; with a wrong
/// name, it would read texts otherwise without a word.
/// </summary>
internal static class GgufPreTokenizer
{
    /// <summary>The name of LLaMA 3's rules.</summary>
    public const string Llama3 = "llama-bpe";

    private const string Start = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|",
        End = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Supported = "the rules of GPT-2, LLaMA 3, Qwen 2 or SmolLM, or a vocabulary that llama.cpp knows, since it has rules by name alone "
        + "and would read texts otherwise";

    /// <summary>Finds the name: that of a known vocabulary, else that of known rules.</summary>
    /// <exception cref="InvalidDataException">llama.cpp has no name for these rules.</exception>
    public static string Name(TokenizerPipeline tokenizer, JsonField json)
    {
        if (GgufKnownVocabularies.Find(tokenizer) is { } known) return known;
        // A folder of vocab.json and merges.txt is GPT-2's.
        if (json["model"].IsNull) return "gpt-2";
        JsonField component = json["pre_tokenizer"];
        bool whole = json["model"]["ignore_merges"].FlagOr(false);
        string? name = Stages(component).ToArray() switch
        {
            [{ Type: "Split" } split, var bytes] when IsSplit(split) && IsBytes(bytes, splits: false) =>
                OfPattern(split["pattern"]["Regex"].TextOrNull(), whole),
            [{ Type: "Digits" } digits, var bytes] when digits["individual_digits"].FlagOr(false) && IsBytes(bytes, splits: true) && !whole => "smollm",
            [var bytes] when IsBytes(bytes, splits: true) && !whole => "gpt-2",
            _ => null,
        };
        return name ?? throw component.Unsupported(Supported);
    }

    /// <summary>Finds the name of a split at a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="whole">Whether a part that is a token itself is taken whole, whatever the merges say.</param>
    private static string? OfPattern(string? pattern, bool whole) => pattern switch
    {
        Start + @"\p{N}{1,3}" + End => whole ? Llama3 : "dbrx",
        Start + @"\p{N}" + End when !whole => "qwen2",
        _ => null,
    };

    private static IEnumerable<JsonField> Stages(JsonField component) => component.Type switch
    {
        null => [],
        "Sequence" => component["pretokenizers"].Items().SelectMany(Stages),
        _ => [component],
    };

    private static bool IsSplit(JsonField split) => split["behavior"].TextOrNull() == "Isolated" && !split["invert"].FlagOr(false);

    private static bool IsBytes(JsonField bytes, bool splits) =>
        bytes.Type == "ByteLevel" && !bytes["add_prefix_space"].FlagOr(true) && bytes["use_regex"].FlagOr(true) == splits;
}
