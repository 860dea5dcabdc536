using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>The tokenizer of a pretrained family over the words of the embedded stream: its number of tokens, two of their roles, and its files.</summary>
/// <param name="Count">The number of tokens.</param>
/// <param name="PadId">The id that pads rows.</param>
/// <param name="EndId">The id that ends an answer.</param>
/// <param name="Files">The content of each file by name.</param>
internal sealed record WordTokens(int Count, int PadId, int EndId, IReadOnlyDictionary<string, byte[]> Files)
{
    private const string Settings = "tokenizer_config.json", Json = "tokenizer.json";

    /// <summary>The characters of <c>tokenizer.json</c> stay as they are, as other tools write them.</summary>
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the tokenizer of a family: T5's own file, words with their pieces for masked models, Unigram pieces for the others.</summary>
    public static WordTokens Of(PretrainedFamily family) => family switch { PretrainedFamily.T5 => T5(), PretrainedFamily.Bert => Bert(), _ => Unigram() };

    /// <summary>Loads the tokenizer as it is loaded from a model's folder.</summary>
    public ITokenizer Load()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kif-tokens-");
        try
        {
            foreach ((string name, byte[] content) in Files) AtomicFile.Write(Path.Combine(folder.FullName, name), content);
            return TokenizerFolder.Load(folder.FullName);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static WordTokens T5()
    {
        var pieces = new SentencePieceModel { Pieces = [.. EmbeddedPieces.All.Select((p, id) => new SentencePiece(p.Piece, p.Score, TypeOf(id)))] };
        return new(EmbeddedPieces.All.Count + EmbeddedPieces.ExtraIds, 0, 1, new Dictionary<string, byte[]>
        {
            ["spiece.model"] = pieces.Write(),
            [Settings] = Bytes(new()
            {
                ["tokenizer_class"] = "T5Tokenizer", ["extra_ids"] = EmbeddedPieces.ExtraIds, ["eos_token"] = "</s>", ["pad_token"] = "<pad>",
                ["unk_token"] = "<unk>", ["clean_up_tokenization_spaces"] = false, ["legacy"] = true,
            }, new() { WriteIndented = true }),
        });
    }

    private static WordTokens Unigram()
    {
        string[] special = [.. EmbeddedPieces.All.Take(3).Select(p => p.Piece)];
        JsonObject Spaces() => new()
            { ["type"] = "Metaspace", ["replacement"] = EmbeddedPieces.Blank.ToString(), ["prepend_scheme"] = "always", ["split"] = true };
        return Of(Added(special, EmbeddedPieces.All.Count), EmbeddedPieces.All.Count, new()
        {
            ["normalizer"] = null, ["pre_tokenizer"] = Spaces(), ["post_processor"] = null, ["decoder"] = Spaces(),
            ["model"] = new JsonObject
            {
                ["type"] = "Unigram", ["unk_id"] = 2, ["vocab"] = new JsonArray([.. EmbeddedPieces.All.Select(p => new JsonArray(p.Piece, (double)p.Score))]),
                ["byte_fallback"] = false,
            },
        }, new() { ["tokenizer_class"] = "PreTrainedTokenizerFast", ["eos_token"] = "</s>", ["pad_token"] = "<pad>", ["unk_token"] = "<unk>" }, pad: 0, end: 1);
    }

    private static WordTokens Bert()
    {
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], letters = [.. Enumerable.Range('a', 26).Select(c => ((char)c).ToString())];
        string[] pieces =
        [
            .. special, .. EmbeddedVocabulary.Words().Where(w => w.Length > 1), .. EmbeddedVocabulary.Punctuation.Select(p => p.ToString()), .. letters,
            .. letters.Select(l => "##" + l),
        ];
        JsonObject Token(string token) => new() { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = 0 } };
        JsonObject Text(string text, int type) => new() { ["Sequence"] = new JsonObject { ["id"] = text, ["type_id"] = type } };
        JsonObject Ids(string token) => new()
            { ["id"] = token, ["ids"] = new JsonArray(Array.IndexOf(pieces, token)), ["tokens"] = new JsonArray(token) };
        return Of(Added(special, pieces.Length), pieces.Length, new()
        {
            ["normalizer"] = new JsonObject
                { ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = true, ["strip_accents"] = null, ["lowercase"] = true },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing", ["single"] = new JsonArray(Token("[CLS]"), Text("A", 0), Token("[SEP]")),
                ["pair"] = new JsonArray(Token("[CLS]"), Text("A", 0), Token("[SEP]"), Text("B", 1), Token("[SEP]")),
                ["special_tokens"] = new JsonObject { ["[CLS]"] = Ids("[CLS]"), ["[SEP]"] = Ids("[SEP]") },
            },
            ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = "##", ["cleanup"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece", ["unk_token"] = "[UNK]", ["continuing_subword_prefix"] = "##", ["max_input_chars_per_word"] = 100,
                ["vocab"] = new JsonObject(pieces.Select((piece, id) => KeyValuePair.Create(piece, (JsonNode?)id))),
            },
        }, new()
        {
            ["tokenizer_class"] = "BertTokenizer", ["do_lower_case"] = true, ["pad_token"] = "[PAD]", ["unk_token"] = "[UNK]", ["cls_token"] = "[CLS]",
            ["sep_token"] = "[SEP]", ["mask_token"] = "[MASK]",
        }, pad: 0, end: 3);
    }

    private static SentencePieceType TypeOf(int id) =>
        id switch { 0 or 1 => SentencePieceType.Control, 2 => SentencePieceType.Unknown, _ => SentencePieceType.Normal };

    /// <summary>The tokens that are found in a text before it is split: those with a role, and the sentinels, which stand between spaces.</summary>
    private static JsonArray Added(IReadOnlyList<string> special, int first)
    {
        JsonObject Token(string content, int id, bool strips) => new()
        {
            ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = strips, ["rstrip"] = strips, ["normalized"] = false, ["special"] = true,
        };
        return new([.. special.Select((s, id) => Token(s, id, false)), .. EmbeddedVocabulary.Sentinels.Select((s, i) => Token(s, first + i, true))]);
    }

    private static WordTokens Of(JsonArray added, int pieces, JsonObject parts, JsonObject settings, int pad, int end)
    {
        var file = new JsonObject { ["version"] = "1.0", ["truncation"] = null, ["padding"] = null, ["added_tokens"] = added };
        foreach ((string name, JsonNode? part) in parts) file[name] = part?.DeepClone();
        settings["clean_up_tokenization_spaces"] = false;
        return new(pieces + EmbeddedVocabulary.Sentinels.Count, pad, end, new Dictionary<string, byte[]>
            { [Json] = Bytes(file, Readable), [Settings] = Bytes(settings, Readable) });
    }

    private static byte[] Bytes(JsonObject file, JsonSerializerOptions options) => System.Text.Encoding.UTF8.GetBytes(file.ToJsonString(options));
}
