using System.Text.Json;
using Kif.Models.Tokenizers;
using Kif.Tests;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Ids and texts of the real tokenizers, case by case: all must be exact.</summary>
public sealed class KnownTokenizerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("t5", "t5-tokenizer")]
    [InlineData("byte-bpe", "smollm2-135m")]
    public void Every_case_is_encoded_and_decoded_exactly(string name, string files)
    {
        ITokenizer tokenizer = Load(name, files);
        var wrong = new List<string>();
        int cases = 0;
        foreach (JsonElement c in Lines(name, "expected.jsonl"))
        {
            string text = c.GetProperty("text").GetString()!;
            int[] ids = Ids(c, "ids");
            Compare(wrong, text, "ids", string.Join(' ', tokenizer.Encode(text)), string.Join(' ', ids));
            Compare(wrong, text, "ids_no_special", string.Join(' ', tokenizer.Encode(text, false)), string.Join(' ', Ids(c, "ids_no_special")));
            Compare(wrong, text, "tokens", string.Join('|', ids.Select(tokenizer.TokenOf)), string.Join('|', c.GetProperty("tokens").EnumerateArray().Select(t => t.GetString())));
            Decoded(wrong, tokenizer, ids, c, text);
            cases++;
        }
        foreach (JsonElement c in Lines(name, "decode.jsonl"))
        {
            Decoded(wrong, tokenizer, Ids(c, "ids"), c, "[" + string.Join(' ', Ids(c, "ids")) + "]");
            cases++;
        }
        output.WriteLine($"{name}: {cases} cases");
        wrong.Should().BeEmpty();
    }

    private static ITokenizer Load(string name, string files)
    {
        if (!Fixtures.Folders("tokenizers").Contains(name)) Assert.Skip($"no known answers for {name} here");
        if (Fixtures.SharedModels is not { } models || !Directory.Exists(Path.Combine(models, files))) Assert.Skip($"the tokenizer files of {files} are not here");
        return TokenizerFolder.Load(Path.Combine(Fixtures.SharedModels!, files));
    }

    private static void Decoded(List<string> wrong, ITokenizer tokenizer, int[] ids, JsonElement c, string what)
    {
        foreach ((string field, bool skip) in new[] { ("decoded", true), ("decoded_raw", false) })
            if (c.GetProperty(field) is { ValueKind: JsonValueKind.String } text) Compare(wrong, what, field, tokenizer.Decode(ids, skip), text.GetString()!);
    }

    private static void Compare(List<string> wrong, string what, string field, string seen, string wanted)
    {
        if (seen != wanted) wrong.Add($"{field} of '{what}': '{seen}', not '{wanted}'");
    }

    private static int[] Ids(JsonElement c, string field) => [.. c.GetProperty(field).EnumerateArray().Select(e => e.GetInt32())];

    private static IEnumerable<JsonElement> Lines(string name, string file) =>
        File.ReadLines(Path.Combine(Fixtures.Root, "tokenizers", name, file)).Select(l => JsonDocument.Parse(l).RootElement);
}
