using Kif.Models.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Settings that change ids: the same texts, one setting turned, what transformers then gave.</summary>
public sealed class KnownVariantTests
{
    [Fact]
    public void Legacy_off_begins_no_word_after_a_special_token()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Files("t5"), "spiece.model");
        folder.Write("tokenizer_config.json", """{"legacy": false}""");
        Check(folder, "t5", "fast_nonlegacy");
    }

    [Fact]
    public void Add_prefix_space_puts_a_blank_before_each_text()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Files("gpt2-small"), "vocab.json", "merges.txt");
        folder.Write("tokenizer_config.json", """{"add_prefix_space": true}""");
        Check(folder, "gpt2-small", "fast_add_prefix_space");
    }

    [Fact]
    public void Ignore_merges_off_merges_words_that_are_tokens_too()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Files("llama3-like"), "tokenizer.json");
        folder.Replace("tokenizer.json", "\"ignore_merges\": true", "\"ignore_merges\": false");
        Check(folder, "llama3-like", "ignore_merges_off");
    }

    private static void Check(TemporaryFolder folder, string name, string variant) =>
        new KnownAnswers(TokenizerFolder.Load(folder.Path), KnownAnswerFolders.Answers(name), variant).Encoding().Decoding().ShouldAllHold();
}
