using System.Text;
using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Files that no trainer wrote: each is refused by file and field.</summary>
public sealed class HostileFolderTests
{
    private const string ByteLevel = """{"type": "ByteLevel"}""";

    [Theory]
    [InlineData("""{"a": 0, "b": 0}""", "model.vocab.b is 0, which is the id of \"a\" too")]
    [InlineData("""{"a": 4194304}""", "model.vocab.a is 4194304; ids from 0 to 4194303 are allowed")]
    [InlineData("""{"a": -1}""", "model.vocab.a is -1; ids from 0")]
    [InlineData("""{"a": 99999999999}""", "model.vocab.a is 99999999999; an integer is expected")]
    [InlineData("""{"a": "0"}""", "model.vocab.a is \"0\"; an integer is expected")]
    [InlineData("""{"\uD800": 0}""", "not valid JSON")]
    [InlineData("""["a"]""", "model.vocab is [\"a\"]; an object is expected")]
    public void A_vocabulary_of_bpe(string vocabulary, string message) => Refuses(
        "tokenizer.json",
        $$"""{"model": {"type": "BPE", "vocab": {{vocabulary}}, "merges": []}, "pre_tokenizer": {{ByteLevel}}, "decoder": {{ByteLevel}} }""",
        message);

    [Theory]
    [InlineData("""[["a", 1e999]]""", "model.vocab[0][1] is 1e999; a number is expected")]
    [InlineData("""[["a"]]""", "model.vocab[0] is [\"a\"]; supported here: a list of a piece and its score")]
    [InlineData("""[["a", -1]]""", "model.unk_id is 1; supported here: an id below 1")]
    [InlineData("""[["a", -1], ["b", -1], ["a", -1]]""", "model.vocab[2][0] is \"a\"; supported here: a piece that is not there before")]
    public void A_vocabulary_of_unigram(string vocabulary, string message) =>
        Refuses("tokenizer.json", $$"""{"model": {"type": "Unigram", "unk_id": 1, "vocab": {{vocabulary}} } }""", message);

    [Fact]
    public void A_token_longer_than_any() => Refuses(
        "tokenizer.json",
        JsonSerializer.Serialize(new { model = new { type = "WordPiece", vocab = new Dictionary<string, int> { [new string('x', 5000)] = 0 } } }),
        "a token of 5000 characters; at most 4096 are allowed");

    [Fact]
    public void A_vocabulary_without_the_tokens_that_bert_needs() =>
        Refuses("vocab.txt", "[PAD]\n[UNK]\n[SEP]\n", "the cls_token, \"[CLS]\", is not in the vocabulary");

    [Fact]
    public void A_number_instead_of_a_side()
    {
        using var folder = TemporaryFolder.Copy(KnownAnswerFolders.Files("bert-wordpiece"), "vocab.txt");
        folder.Write("tokenizer_config.json", """{"padding_side": "middle"}""");
        Loading(folder).Should().Throw<InvalidDataException>().WithMessage("*padding_side is \"middle\"; supported here: left, right*");
    }

    [Theory]
    [InlineData(0x0A, 0x7F, 0x01, "field 1 near byte 2 of 3: 127 bytes are announced, 1 are left")]
    [InlineData(0x08, 0xFF, 0xFF, "field 1 near byte 1 of 3: bytes are expected")]
    [InlineData(0x0F, 0x01, 0x01, "field 1 near byte 1 of 3: bytes are expected")]
    [InlineData(0x00, 0x01, 0x01, "field 0 near byte 1 of 3: there is no field of that number")]
    public void Bytes_that_are_no_message(int first, int second, int third, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("spiece.model", [(byte)first, (byte)second, (byte)third]);
        Loading(folder).Should().Throw<InvalidDataException>().WithMessage($"*spiece.model: Not a SentencePiece model: {message}*");
    }

    [Fact]
    public void Every_truncation_of_a_model_and_every_flipped_byte_is_read_or_refused()
    {
        var bytes = TinyModels.Unigram.Write();
        var random = new Random(3);
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 600; round++)
        {
            var broken = round < bytes.Length ? bytes[..round] : [.. bytes];
            if (round >= bytes.Length)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            folder.Write("spiece.model", broken);
            try
            {
                TokenizerFolder.Load(folder.Path).Encode("ab a").Should().NotBeNull();
            }
            catch (InvalidDataException error)
            {
                error.Message.Should().StartWith(folder.Path);
            }
        }
    }

    [Fact]
    public void A_template_that_adds_an_id_of_no_token() => Refuses(
        "tokenizer.json",
        $$"""
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "pre_tokenizer": {{ByteLevel}}, "decoder": {{ByteLevel}},
         "post_processor": {"type": "BertProcessing", "cls": ["a", 0], "sep": ["b", 64]} }
        """,
        "post_processor adds the id 64, which no token has.");

    [Fact]
    public void A_piece_without_a_finite_score()
    {
        using var folder = new TemporaryFolder();
        folder.Write("spiece.model", (TinyModels.Unigram with { Pieces = [.. TinyModels.Unigram.Pieces, new("x", float.NaN)] }).Write());
        Loading(folder).Should().Throw<InvalidDataException>().WithMessage("*spiece.model: piece 8, 'x', has the score NaN*");
    }

    [Fact]
    public void Every_cut_of_a_tokenizer_json_is_refused()
    {
        var bytes = File.ReadAllBytes(Path.Combine(KnownAnswerFolders.Files("bert-wordpiece"), "tokenizer.json"));
        using var folder = new TemporaryFolder();
        for (var length = 0; length < bytes.Length; length += 997)
        {
            folder.Write("tokenizer.json", bytes[..length]);
            Loading(folder).Should().Throw<InvalidDataException>().WithMessage("*tokenizer.json: not valid JSON*");
        }
    }

    private static Func<ITokenizer> Loading(TemporaryFolder folder) => () => TokenizerFolder.Load(folder.Path);

    private static void Refuses(string file, string content, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write(file, Encoding.UTF8.GetBytes(content));
        Loading(folder).Should().Throw<InvalidDataException>().WithMessage($"{folder.Path}*{file}*{message}*");
    }
}
