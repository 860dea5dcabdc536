using System.Text.Json.Nodes;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Settings that change ids: the same texts, one setting turned, what transformers then gave.</summary>
public sealed class KnownVariantTests
{
    [Fact]
    public void Legacy_off_begins_no_word_after_a_special_token()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Original("t5"), "spiece.model");
        folder.Write("tokenizer_config.json", """{"legacy": false}""");
        Check(folder, "t5", "fast_nonlegacy");
    }

    [Fact]
    public void Add_prefix_space_puts_a_blank_before_each_text()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Original("gpt2-small"), "vocab.json", "merges.txt");
        folder.Write("tokenizer_config.json", """{"add_prefix_space": true}""");
        Check(folder, "gpt2-small", "fast_add_prefix_space");
    }

    [Fact]
    public void Ignore_merges_off_merges_words_that_are_tokens_too()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Original("llama3-like"), "tokenizer.json");
        folder.Replace("tokenizer.json", "\"ignore_merges\": true", "\"ignore_merges\": false");
        Check(folder, "llama3-like", "ignore_merges_off");
    }

    [Fact]
    public void Legacy_off_in_a_llama_tokenizer_json()
    {
        using var folder = TemporaryFolder.Copy(Path.Combine(KnownAnswerFolders.Original("sp-bpe"), "nonlegacy"), "tokenizer.json", "tokenizer_config.json");
        Check(folder, "sp-bpe", "fast_nonlegacy");
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "fast_nonlegacy")]
    public void A_llama_tokenizer_model_alone(bool legacy, string? variant)
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Original("sp-bpe"), "tokenizer.model", "tokenizer_config.json");
        folder.Replace("tokenizer_config.json", "\"legacy\": true", $"\"legacy\": {(legacy ? "true" : "false")}");
        Check(folder, "sp-bpe", variant);
    }

    [Fact]
    public void A_bert_vocabulary_alone()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Original("bert-wordpiece"), "vocab.txt");
        Check(folder, "bert-wordpiece", null);
    }

    [Fact]
    public void The_tokenizer_json_of_t5()
    {
        var answers = KnownAnswerFolders.Original("t5", files: false);
        using var folder = TemporaryFolder.Copy(answers, "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");
        Check(folder, "t5", null);
    }

    [Theory]
    [InlineData("fast_nonlegacy")]
    [InlineData("fast_hub_form")]
    public void The_tokenizer_json_of_t5_in_other_forms(string variant)
    {
        var answers = KnownAnswerFolders.Original("t5", files: false);
        using var folder = TemporaryFolder.Copy(answers, "tokenizer.json", "tokenizer_config.json");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "tokenizer.json")))!.AsObject();
        var charsmap = json["normalizer"]!["normalizers"]![0]!["precompiled_charsmap"]!.GetValue<string>();
        foreach (var (name, section) in JsonNode.Parse(File.ReadAllText(Path.Combine(answers, "variants.json")))![variant]!.AsObject())
        {
            json[name] = JsonNode.Parse(section!.ToJsonString().Replace("... as in tokenizer.json ...", charsmap, StringComparison.Ordinal));
        }

        folder.Write("tokenizer.json", json.ToJsonString());
        Check(folder, "t5", variant);
    }

    private static void Check(TemporaryFolder folder, string name, string? variant) =>
        new KnownAnswers(TokenizerFolder.Load(folder.Path), KnownAnswerFolders.Answers(name), variant).Encoding().Decoding().ShouldAllHold();
}
