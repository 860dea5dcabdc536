using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>The old forms of a LLaMA folder: with and without tokenizer.json, flags said or not, and what transformers 4 and 5 make of each.</summary>
public sealed partial class LlamaFormTests
{
    private const int Begin = 1, End = 2;

    private static readonly JsonElement Known = JsonElement.Parse(File.ReadAllBytes(
        new[] { Fixtures.Root, Fixtures.Own }.Select(root => Path.Combine(root, "tokenizers", "llama-forms.json")).First(File.Exists)));

    private static readonly string[] Texts = [.. Known.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];

    public static TheoryData<string> Forms => [.. Known.GetProperty("forms").EnumerateArray().Select(form => form.GetProperty("original").GetRawText())];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Said_flags_count_and_the_file_otherwise(string original)
    {
        var form = Form(original);
        using var folder = Folder(form.GetProperty("original"));
        var notes = new List<string>();
        var tokenizer = TokenizerFolder.Load(folder.Path, notes);
        int[][] expected = [.. Ids(form.GetProperty("v4")).Select(ids => Expected(ids, form.GetProperty("original")))];
        int[][] five = Ids(form.GetProperty("v5"));
        for (var at = 0; at < Texts.Length; at++)
        {
            tokenizer.Encode(Texts[at]).Should().Equal(expected[at], "of {0}", Texts[at]);
        }

        notes.Should().HaveCount(expected.Zip(five).All(pair => pair.First.SequenceEqual(pair.Second)) ? 0 : 1);
        foreach (var match in notes.Select(note => Note().Match(note)).Where(match => Texts.Contains(match.Groups["text"].Value)))
        {
            match.Groups["there"].Value.Should().Be(string.Join(", ", five[Array.IndexOf(Texts, match.Groups["text"].Value)]));
        }
    }

    [GeneratedRegex("LlamaTokenizer; Kif follows (tokenizer.json|transformers 4): \"(?<text>.*)\" has the ids .*, there \\[(?<there>.*)\\]$")]
    private static partial Regex Note();

    private static JsonElement Form(string original) =>
        Known.GetProperty("forms").EnumerateArray().First(form => form.GetProperty("original").GetRawText() == original);

    /// <summary>Transformers 4 overrules the template even where nothing is said; then tokenizer.json decides instead.</summary>
    private static int[] Expected(int[] four, JsonElement original) => !original.TryGetProperty("tokenizer_json", out var file) || Said(original)
        ? four
        : [.. file.GetProperty("adds_bos").GetBoolean() ? new[] { Begin } : [], .. four.AsSpan(1), .. file.GetProperty("adds_eos").GetBoolean() ? new[] { End } : []];

    private static bool Said(JsonElement original) => original.GetProperty("add_bos_token").ValueKind != JsonValueKind.Null;

    private static int[][] Ids(JsonElement version) =>
        [.. version.GetProperty("ids").EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt32()).ToArray())];

    private static TemporaryFolder Folder(JsonElement original)
    {
        var source = Path.Combine(Fixtures.Own, "tokenizers", "sp-bpe");
        var folder = TemporaryFolder.Copy(source, "tokenizer.model");
        var config = new JsonObject { ["tokenizer_class"] = "LlamaTokenizer", ["bos_token"] = "<s>", ["eos_token"] = "</s>", ["unk_token"] = "<unk>" };
        foreach (var name in new[] { "legacy", "add_bos_token", "add_eos_token" }.Where(name => original.GetProperty(name).ValueKind != JsonValueKind.Null))
        {
            config[name] = original.GetProperty(name).GetBoolean();
        }

        folder.Write("tokenizer_config.json", config.ToJsonString());
        if (original.TryGetProperty("tokenizer_json", out var file))
        {
            var form = file.GetProperty("form").GetString() == "Metaspace first" ? "nonlegacy" : "";
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(source, form, "tokenizer.json")))!.AsObject();
            json["post_processor"] = Template(file.GetProperty("adds_bos").GetBoolean(), file.GetProperty("adds_eos").GetBoolean());
            folder.Write("tokenizer.json", json.ToJsonString());
        }

        return folder;
    }

    private static JsonObject Template(bool begins, bool ends)
    {
        JsonObject[] single = [.. begins ? new[] { Special("<s>") } : [], Text("A"), .. ends ? new[] { Special("</s>") } : []];
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray([.. single.Select(piece => piece.DeepClone())]),
            ["pair"] = new JsonArray([.. single.Select(piece => piece.DeepClone()), Text("B")]),
            ["special_tokens"] = new JsonObject { ["<s>"] = Token("<s>", Begin), ["</s>"] = Token("</s>", End) },
        };
    }

    private static JsonObject Special(string token) => new() { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = 0 } };

    private static JsonObject Text(string which) => new() { ["Sequence"] = new JsonObject { ["id"] = which, ["type_id"] = 0 } };

    private static JsonObject Token(string token, int id) =>
        new() { ["id"] = token, ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(token) };
}
