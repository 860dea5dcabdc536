using System.Text;
using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Compares a tokenizer with the lines of expected.jsonl and decode.jsonl; collects every difference before failing.</summary>
internal sealed class KnownAnswers(ITokenizer tokenizer, string folder, string? variant = null)
{
    private readonly List<string> _wrong = [];
    private readonly bool _holdsBatch = HoldsBatch(Path.Combine(folder, "tokenizer.json"));

    /// <summary>Number of lines compared so far.</summary>
    public int Compared { get; private set; }

    public KnownAnswers Encoding()
    {
        foreach (var line in Lines("expected.jsonl"))
        {
            var text = line["text"].GetString()!;
            var ids = Ids(line["ids"]);
            Same(text, "ids", Shown(tokenizer.Encode(text)), Shown(ids));
            Same(text, "ids_no_special", Shown(tokenizer.Encode(text, addSpecialTokens: false)), Shown(Ids(line["ids_no_special"])));
            Decodings(text, ids, line);
        }

        return this;
    }

    public KnownAnswers Decoding()
    {
        foreach (var line in Lines("decode.jsonl"))
        {
            Decodings(line["ids"].GetRawText(), Ids(line["ids"]), line);
        }

        return this;
    }

    public void ShouldAllHold()
    {
        Compared.Should().BePositive("there must be something to compare in {0}", folder);
        _wrong.Should().BeEmpty("of {0} lines", Compared);
    }

    private void Decodings(string text, int[] ids, IReadOnlyDictionary<string, JsonElement> line)
    {
        Compared++;
        if (line.TryGetValue("tokens", out var tokens))
        {
            Same(text, "tokens", string.Join(' ', ids.Select(tokenizer.TokenOf)), string.Join(' ', tokens.EnumerateArray().Select(token => token.GetString())));
        }

        // Without tokens, the decodings are those of the folder's own clean-up.
        bool? plain = tokens.ValueKind == JsonValueKind.Array ? false : null;
        SameText("decoded", skip: true, cleanUp: plain);
        SameText("decoded_raw", skip: false, cleanUp: plain);
        SameText("decoded_cleanup", skip: true, cleanUp: true);
        SameText("decoded_raw_cleanup", skip: false, cleanUp: true);

        void SameText(string field, bool skip, bool? cleanUp)
        {
            if (line.TryGetValue(field, out var expected) && expected.ValueKind == JsonValueKind.String)
            {
                var actual = tokenizer.Decode(ids, skip, cleanUp);
                Same(text, field, actual, line.TryGetValue("other_" + field, out var other) && other.GetString() == actual ? actual : expected.GetString()!);
            }
        }
    }

    private static bool HoldsBatch(string path) =>
        File.Exists(path) && JsonElement.Parse(File.ReadAllBytes(path)).TryGetProperty("padding", out var padding) && padding.ValueKind == JsonValueKind.Object;

    private void Same(string text, string field, string actual, string expected)
    {
        if (actual != expected)
        {
            _wrong.Add($"{field} of {JsonSerializer.Serialize(text)}: {JsonSerializer.Serialize(actual)}, expected {JsonSerializer.Serialize(expected)}");
        }
    }

    private IEnumerable<Dictionary<string, JsonElement>> Lines(string name)
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, name), new UTF8Encoding(false)))
        {
            var fields = JsonElement.Parse(line).EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
            if (fields.TryGetValue("differs", out var differs))
            {
                if (variant is null)
                {
                    Follow(fields, differs);
                }
                else
                {
                    Replace(fields, differs, variant);
                }
            }

            yield return fields;
        }
    }

    private static void Replace(Dictionary<string, JsonElement> fields, JsonElement differs, string reading)
    {
        if (differs.TryGetProperty(reading, out var own))
        {
            foreach (var field in own.EnumerateObject())
            {
                fields[field.Name] = field.Value;
            }
        }
    }

    /// <summary>
    /// Where transformers 4, transformers 5 and tokenizer.json itself part, the file decides the ids, but for the truncation and padding that it happens to
    /// hold; equal ids decode as in either.
    /// </summary>
    private void Follow(Dictionary<string, JsonElement> fields, JsonElement differs)
    {
        if (!_holdsBatch && differs.TryGetProperty("json_alone", out var alone) && alone.TryGetProperty("ids", out _))
        {
            Replace(fields, differs, "json_alone");
        }
        else if (differs.TryGetProperty("v4_original", out var older) && !older.TryGetProperty("ids", out _))
        {
            foreach (var field in older.EnumerateObject())
            {
                fields["other_" + field.Name] = field.Value;
            }
        }
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private static string Shown(int[] ids) => string.Join(' ', ids);
}
