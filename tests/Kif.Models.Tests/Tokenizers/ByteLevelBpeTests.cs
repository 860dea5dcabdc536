using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class ByteLevelBpeTests
{
    private const string ByteLevel = """{"type": "ByteLevel", "add_prefix_space": false}""";
    private static readonly string[][] Merges = [["a", "b"], ["Ġ", "ab"], ["ab", "ab"]];

    [Theory]
    [InlineData("", "")]
    [InlineData("ab", "5")]
    [InlineData(" ab", "6")]
    [InlineData("abab", "7")]
    [InlineData("ababab", "7 5")]
    [InlineData("axb", "5")]
    [InlineData("ab  ab", "5 4 6")]
    public void Merges_the_lowest_rank_first(string text, string ids) => Ids(TinyModels.Bpe(ByteLevel, Merges), text).Should().Be(ids, "of \"{0}\"", text);

    [Theory]
    [InlineData("Isolated", "0 2 2 0")]
    [InlineData("Removed", "0 0")]
    [InlineData("Contiguous", "0 7 0")]
    [InlineData("MergedWithPrevious", "5 2 0")]
    [InlineData("MergedWithNext", "0 2 6")]
    public void A_split_treats_its_matches_as_asked(string behavior, string ids)
    {
        var split = $$"""
            {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"String": "-"}, "behavior": "{{behavior}}", "invert": false},
             {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}
            """;
        Ids(TinyModels.Bpe(split, [["a", "-"], ["-", "a"], ["-", "-"]]), "a--a").Should().Be(ids);
    }

    [Theory]
    [InlineData("true", "3 3")]
    [InlineData("false", "5")]
    public void Digits_are_cut_one_by_one_or_run_by_run(string individual, string ids)
    {
        var digits = $$"""{"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": {{individual}} }, {{ByteLevel}}]}""";
        Ids(TinyModels.Bpe(digits, [["1", "1"]]), "11").Should().Be(ids);
    }

    [Theory]
    [InlineData("TokenizersBackend", "true", true)]
    [InlineData("TokenizersBackend", "false", false)]
    [InlineData("PreTrainedTokenizerFast", "true", false)]
    [InlineData("GPT2TokenizerFast", "true", false)]
    public void The_general_class_of_transformers_5_begins_words_as_the_file_says(string name, string field, bool prefixed)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", TinyModels.Bpe($$"""{"type": "ByteLevel", "add_prefix_space": {{field}}}""", Merges));
        folder.Write("tokenizer_config.json", $$"""{"tokenizer_class": "{{name}}"}""");
        ITokenizer tokenizer = TokenizerFolder.Load(folder.Path);
        tokenizer.Encode("ab").SequenceEqual(tokenizer.Encode(" ab")).Should().Be(prefixed);
    }

    [Fact]
    public void Unknown_bytes_become_the_unknown_token_where_there_is_one()
    {
        Ids(TinyModels.Bpe(ByteLevel, Merges, model: "\"unk_token\": \"-\","), "xya").Should().Be("2 2 0");
        Ids(TinyModels.Bpe(ByteLevel, Merges, model: "\"unk_token\": \"-\", \"fuse_unk\": true,"), "xya").Should().Be("2 0");
    }

    [Fact]
    public void Added_tokens_are_found_longest_first_and_strip_as_asked()
    {
        const string Added = """
            "added_tokens": [{"id": 20, "content": "<x>", "special": true}, {"id": 21, "content": "<x><y>", "lstrip": true, "rstrip": true},
                             {"id": 22, "content": "ba", "single_word": true}],
            """;
        Ids(TinyModels.Bpe(ByteLevel, Merges, Added), "ab <x><y> ab<x> ba bab").Should().Be("5 21 5 20 4 22 4 1 5");
    }

    [Fact]
    public void A_template_puts_its_tokens_around_one_text_or_two()
    {
        const string Template = """
            "added_tokens": [{"id": 30, "content": "<30>"}, {"id": 31, "content": "<31>"}, {"id": 32, "content": "<32>"}],
            "post_processor": {"type": "TemplateProcessing",
                               "single": [{"SpecialToken": {"id": "B"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "E"}}],
                               "pair": [{"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "E", "type_id": 1}}, {"Sequence": {"id": "B", "type_id": 1}}],
                               "special_tokens": {"B": {"ids": [30]}, "E": {"ids": [31, 32]}}},
            """;
        Ids(TinyModels.Bpe(ByteLevel, Merges, Template), "ab").Should().Be("30 5 31 32");
        using var folder = Folder(TinyModels.Bpe(ByteLevel, Merges, Template));
        var pair = TokenizerFolder.Load(folder.Path).Assemble([5, 6], [7]);
        pair.Ids.Should().Equal(5, 6, 31, 32, 7);
        pair.TypeIds.Should().Equal(0, 0, 1, 1, 1);
    }

    [Fact]
    public void A_megabyte_without_a_blank_is_one_word()
    {
        using var folder = Folder(TinyModels.Bpe(ByteLevel, Merges));
        TokenizerFolder.Load(folder.Path).Encode(string.Concat(Enumerable.Repeat("ab", 1 << 19))).Should().HaveCount(1 << 18);
    }

    private static string Ids(string json, string text)
    {
        using var folder = Folder(json);
        return string.Join(' ', TokenizerFolder.Load(folder.Path).Encode(text));
    }

    private static TemporaryFolder Folder(string json)
    {
        var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", json);
        return folder;
    }
}
