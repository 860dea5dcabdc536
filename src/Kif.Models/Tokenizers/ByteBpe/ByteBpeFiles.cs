using System.Text.Json;
using Kif.Models.Files;

namespace Kif.Models.Tokenizers.ByteBpe;

/// <summary>Reads byte-level BPE from <c>tokenizer.json</c>, or from <c>vocab.json</c> and <c>merges.txt</c>.</summary>
internal static class ByteBpeFiles
{
    public static ByteBpeTokenizer FromTokenizerJson(string file, JsonElement? config)
    {
        JsonElement root = JsonFile.ReadObject(file), model = root.GetProperty("model");
        Require(file, "model", Kind(model), "BPE");
        if (root.TryGetProperty("normalizer", out JsonElement n) && n.ValueKind != JsonValueKind.Null) throw Unsupported(file, "normalizer", Kind(n));
        if (root.TryGetProperty("post_processor", out JsonElement p) && p.ValueKind != JsonValueKind.Null && Kind(p) != "ByteLevel") throw Unsupported(file, "post_processor", Kind(p));
        JsonElement pre = root.GetProperty("pre_tokenizer");
        JsonElement[] parts = Kind(pre) == "Sequence" ? [.. pre.GetProperty("pretokenizers").EnumerateArray()] : [pre];
        bool digits = false;
        foreach (JsonElement part in parts[..^1])
        {
            if (Kind(part) != "Digits" || !part.GetProperty("individual_digits").GetBoolean()) throw Unsupported(file, "pre_tokenizer", Kind(part));
            digits = true;
        }
        Require(file, "pre_tokenizer", Kind(parts[^1]), "ByteLevel");
        return new(Names(config, new()
        {
            Vocabulary = Vocabulary(model.GetProperty("vocab")),
            Merges = model.GetProperty("merges").EnumerateArray().Select(m => m.ValueKind == JsonValueKind.Array ? (m[0].GetString()!, m[1].GetString()!) : Pair(file, m.GetString()!)),
            Added = [.. root.GetProperty("added_tokens").EnumerateArray().Select(a => (a.GetProperty("content").GetString()!, a.GetProperty("id").GetInt32(), a.GetProperty("special").GetBoolean()))],
            SplitDigits = digits,
            SplitWords = Flag(parts[^1], "use_regex", true),
            PrefixBlank = Flag(parts[^1], "add_prefix_space", false),
            IgnoreMerges = Flag(model, "ignore_merges", false),
        }));
    }

    public static ByteBpeTokenizer FromVocabulary(string vocabulary, string merges, JsonElement? config)
    {
        (string, int, bool)[] added = config?.TryGetProperty("added_tokens_decoder", out JsonElement decoder) == true
            ? [.. decoder.EnumerateObject().Select(a => (a.Value.GetProperty("content").GetString()!, int.Parse(a.Name), Flag(a.Value, "special", false)))]
            : [];
        return new(Names(config, new()
        {
            Vocabulary = Vocabulary(JsonFile.ReadObject(vocabulary)),
            Merges = File.ReadLines(merges).Where(l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal)).Select(l => Pair(merges, l)),
            Added = added,
            PrefixBlank = config is { } c && Flag(c, "add_prefix_space", false),
        }));
    }

    private static ByteBpeSettings Names(JsonElement? config, ByteBpeSettings settings)
    {
        string? Name(string key) => config?.TryGetProperty(key, out JsonElement e) != true ? null
            : e.ValueKind == JsonValueKind.String ? e.GetString() : e.ValueKind == JsonValueKind.Object ? e.GetProperty("content").GetString() : null;
        return settings with { Begin = Name("bos_token"), End = Name("eos_token"), Pad = Name("pad_token"), Unknown = Name("unk_token") };
    }

    private static Dictionary<string, int> Vocabulary(JsonElement object_) => object_.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);

    private static (string, string) Pair(string file, string merge) =>
        merge.Split(' ') is [var left, var right] ? (left, right) : throw new InvalidDataException($"'{file}': the merge '{merge}' is not two tokens");

    private static string Kind(JsonElement component) => component.ValueKind == JsonValueKind.Object && component.TryGetProperty("type", out JsonElement t) ? t.GetString() ?? "" : component.ValueKind.ToString();

    private static bool Flag(JsonElement from, string name, bool otherwise) => from.TryGetProperty(name, out JsonElement e) ? e.ValueKind == JsonValueKind.True : otherwise;

    private static void Require(string file, string component, string seen, string wanted)
    {
        if (seen != wanted) throw Unsupported(file, component, seen);
    }

    private static InvalidDataException Unsupported(string file, string component, string seen) => new($"'{file}': {component} of type '{seen}' is not supported");
}
