using System.Text;
using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Compares a tokenizer with the lines of expected.jsonl and decode.jsonl; collects every difference before failing.</summary>
internal sealed class KnownAnswers(ITokenizer tokenizer, string folder, string? variant = null)
{
    private readonly List<string> _wrong = [];

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
        var tokens = line["tokens"].EnumerateArray().Select(token => token.GetString());
        Same(text, "tokens", string.Join(' ', ids.Select(tokenizer.TokenOf)), string.Join(' ', tokens));
        SameText("decoded", skip: true, cleanUp: false);
        SameText("decoded_raw", skip: false, cleanUp: false);
        SameText("decoded_cleanup", skip: true, cleanUp: true);
        SameText("decoded_raw_cleanup", skip: false, cleanUp: true);

        void SameText(string field, bool skip, bool cleanUp)
        {
            if (line.TryGetValue(field, out var expected) && expected.ValueKind == JsonValueKind.String)
            {
                Same(text, field, tokenizer.Decode(ids, skip, cleanUp), expected.GetString()!);
            }
        }
    }

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
            if (variant is not null && fields.TryGetValue("differs", out var differs) && differs.TryGetProperty(variant, out var own))
            {
                foreach (var field in own.EnumerateObject())
                {
                    fields[field.Name] = field.Value;
                }
            }

            yield return fields;
        }
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private static string Shown(int[] ids) => string.Join(' ', ids);
}
