using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Tokenizers small enough to reckon by hand.</summary>
internal static class TinyModels
{
    /// <summary>Pad 0, end 1, unknown 2, a blank 3, then a, b, ab and ▁ab.</summary>
    public static SentencePieceModel Unigram { get; } = new()
    {
        Pieces =
        [
            new("<pad>", 0, SentencePieceType.Control), new("</s>", 0, SentencePieceType.Control), new("<unk>", 0, SentencePieceType.Unknown),
            new("▁", -3), new("a", -2), new("b", -2), new("ab", -3), new("▁ab", -4),
        ],
    };

    /// <summary>A tokenizer.json: the bytes of "ab-1 " as ids 0 to 4, then what the merges make, in order.</summary>
    public static string Bpe(string preTokenizer, string[][] merges, string rest = "", string model = "")
    {
        string[] tokens = [.. "ab-1Ġ".Select(c => c.ToString()), .. merges.Select(parts => string.Concat(parts))];
        var vocabulary = JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id));
        return $$"""
            {"model": {{{(model.Contains("\"type\"") ? "" : "\"type\": \"BPE\",")}} {{model}} "vocab": {{vocabulary}}, "merges": {{JsonSerializer.Serialize(merges)}}
             },
             "pre_tokenizer": {{preTokenizer}}, {{rest}} "decoder": {"type": "ByteLevel"}
            }
            """;
    }
}
