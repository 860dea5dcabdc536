using System.Text.Json;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>What a user is told where transformers 5 tokenizes a folder otherwise.</summary>
public sealed class ReadingNoteTests
{
    [Fact]
    public void The_real_smollm2_is_split_otherwise_by_its_class() => Notes(KnownAnswerFolders.Real("smollm2-135m")).Should().Equal(
        "transformers 5 tokenizes by rules of its class GPT2Tokenizer; Kif follows tokenizer.json: "
        + "\"a  1\" has the ids [81, 256, 33], there [81, 216, 216, 33]");

    [Fact]
    public void A_folder_read_alike_says_nothing()
    {
        foreach (var name in new[] { "bert-wordpiece", "llama3-like", "gpt2-small" })
        {
            Notes(Path.Combine(Fixtures.Own, "tokenizers", name)).Should().BeEmpty(name);
        }
    }

    [Fact]
    public void Every_known_folder_says_whether_transformers_5_differs()
    {
        foreach (var name in Fixtures.Folders("tokenizers"))
        {
            var folder = KnownAnswerFolders.Answers(name);
            var answers = Path.Combine(folder, "expected.jsonl");
            if (File.Exists(Path.Combine(folder, "tokenizer.json")) && File.Exists(answers) && File.ReadLines(answers).First().Contains("\"tokens\"") is false)
            {
                var padded = File.ReadAllText(Path.Combine(folder, "tokenizer.json")).Contains("\"Fixed\"");
                var differs = !padded && File.ReadLines(answers).Select(line => JsonElement.Parse(line)).Any(line =>
                    line.TryGetProperty("differs", out var other) && other.TryGetProperty("json_alone", out var alone) && alone.TryGetProperty("ids", out _));
                Notes(folder).Should().HaveCount(differs ? 1 : 0, name);
            }
        }
    }

    [Theory]
    [InlineData("qwen2", "Qwen2Tokenizer")]
    [InlineData("mistral", null)]
    public void Another_split_pattern_is_told_unless_the_model_type_is_read_by_the_file(string modelType, string? told)
    {
        using var folder = TemporaryFolder.Copy(Path.Combine(Fixtures.Own, "tokenizers", "llama3-like"), "tokenizer.json");
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "Qwen2TokenizerFast"}""");
        folder.Write("config.json", $$"""{"model_type": "{{modelType}}"}""");
        var notes = Notes(folder.Path);
        notes.Should().HaveCount(told is null ? 0 : 1);
        notes.All(note => note.Contains($"its class {told}; Kif follows tokenizer.json")).Should().BeTrue();
    }

    [Fact]
    public void A_missing_post_processor_is_told_of_bert()
    {
        using var folder = TemporaryFolder.Copy(Path.Combine(Fixtures.Own, "tokenizers", "bert-wordpiece"), "tokenizer.json", "tokenizer_config.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "tokenizer.json")))!;
        json["post_processor"] = null;
        folder.Write("tokenizer.json", json.ToJsonString());
        Notes(folder.Path).Should().ContainSingle().Which.Should().Contain("BertTokenizer").And.Contain("there [2, ").And.NotContain("ids [2, ");
    }

    private static List<string> Notes(string folder)
    {
        var notes = new List<string>();
        TokenizerFolder.Load(folder, notes);
        return notes;
    }
}
