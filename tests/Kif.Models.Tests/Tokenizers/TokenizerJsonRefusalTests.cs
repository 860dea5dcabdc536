using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class TokenizerJsonRefusalTests
{
    private const string ByteLevel = """{"type": "ByteLevel"}""";

    [Theory]
    [InlineData("\"normalizer\": {\"type\": \"Nmt\"},", "normalizer is {\"type\": \"Nmt\"}; supported here: null, BertNormalizer*")]
    [InlineData(
        "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"ByteLevel\"}]},",
        "normalizer.normalizers[0] is *ByteLevel*supported here*")]
    [InlineData("\"post_processor\": {\"type\": \"BertProcessing\"},", "post_processor.cls is null; supported here: a list of a token and its id")]
    [InlineData("\"post_processor\": {\"type\": \"Other\"},", "post_processor is *Other*supported here: null, ByteLevel, TemplateProcessing")]
    [InlineData("\"added_tokens\": [{\"id\": -1, \"content\": \"x\"}],", "added_tokens[0] is *supported here: ids from 0 to 4194303")]
    [InlineData("\"added_tokens\": [{\"content\": \"x\"}],", "added_tokens[0].id is null; an integer is expected")]
    public void Names_the_component_at_the_top(string rest, string message) => Refuses(TinyModels.Bpe(ByteLevel, [["a", "b"]], rest), message);

    [Theory]
    [InlineData("\"type\": \"WordPiece\",", "model.type is \"WordPiece\"; supported here: BPE after the pre-tokenizer ByteLevel")]
    [InlineData("\"type\": \"LetterLevel\",", "model.type is \"LetterLevel\"; supported here: BPE, Unigram, WordLevel, WordPiece")]
    [InlineData("\"dropout\": 0.1,", "model.dropout is 0.1; supported here: null")]
    [InlineData("\"byte_fallback\": true,", "model.byte_fallback is true; supported here: false")]
    [InlineData("\"end_of_word_suffix\": \"</w>\",", "model.end_of_word_suffix is \"</w>\"; supported here: null")]
    [InlineData("\"continuing_subword_prefix\": \"##\",", "model.continuing_subword_prefix is \"##\"; supported here: null")]
    [InlineData("\"unk_token\": \"?\",", "model.unk_token is \"?\"; supported here: a token of the vocabulary")]
    [InlineData("\"ignore_merges\": 1,", "model.ignore_merges is 1; true or false is expected")]
    public void Names_the_setting_of_the_model(string model, string message) => Refuses(TinyModels.Bpe(ByteLevel, [["a", "b"]], model: model), message);

    [Theory]
    [InlineData(
        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"ByteLevel\"}, {\"type\": \"Digits\"}]}",
        "pre_tokenizer.pretokenizers[0].type is *ByteLevel*last*")]
    [InlineData("{\"type\": \"UnicodeScripts\"}", "pre_tokenizer is *UnicodeScripts*supported here: ByteLevel")]
    [InlineData(
        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Punctuation\"}, {\"type\": \"ByteLevel\"}]}",
        "pre_tokenizer.pretokenizers[0] is *Punctuation*")]
    public void Names_the_pre_tokenizer(string preTokenizer, string message) => Refuses(TinyModels.Bpe(preTokenizer, [["a", "b"]]), message);

    [Theory]
    [InlineData(@"\\w+", @"\w is not supported")]
    [InlineData("^a", "^ is not supported")]
    [InlineData("(?<n>a)", "(?<n is not supported")]
    [InlineData("[a&&b]", "&& is not supported")]
    [InlineData("(?i:[st])", "an s in [ ] under (?i: is not supported")]
    [InlineData("a++", "*ested quantifier*")]
    [InlineData("\\\\p{Han}", "*Han*")]
    public void Names_what_a_pattern_would_mean_differently(string pattern, string message) => Refuses(
        TinyModels.Bpe(
            $$"""
            {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "{{pattern}}"}, "behavior": "Isolated"}, {"type": "ByteLevel"}]}
            """,
            [["a", "b"]]),
        $"pre_tokenizer.pretokenizers[0].pattern.Regex is a regular expression that cannot be honored: {message}");

    [Fact]
    public void Names_a_merge_outside_the_vocabulary() => Refuses(
        TinyModels.Bpe(ByteLevel, [["a", "b"]]).Replace("[[\"a\",\"b\"]]", "[\"a -\"]"), "merge 0 needs the token \"a-\"");

    [Fact]
    public void Names_a_file_that_is_no_json() => Refuses("{", "not valid JSON");

    [Fact]
    public void Names_a_model_that_is_missing() => Refuses("""{"version": "1.0", "added_tokens": []}""", "model is null; supported here: an object with the vocabulary");

    private static void Refuses(string json, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", json);
        var loading = () => TokenizerFolder.Load(folder.Path);
        loading.Should().Throw<InvalidDataException>().WithMessage($"{folder.Path}*tokenizer.json: *{message}*");
    }
}
