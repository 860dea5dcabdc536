using System.Text.Json;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class T5TokenizerTests
{
    private readonly T5Tokenizer _tokenizer = new(TinyModels.Unigram, new T5TokenizerOptions { ExtraIds = 2 });

    [Theory]
    [InlineData("", "1")]
    [InlineData("  \n", "1")]
    [InlineData("ab", "7 1")]
    [InlineData("  ab   ab ", "7 7 1")]
    [InlineData("aab", "3 4 6 1")]
    [InlineData("axyzb", "3 4 2 5 1")]
    [InlineData("ab<extra_id_0>ab <extra_id_1>", "7 9 7 8 1")]
    [InlineData("ab<extra_id_2>", "7 2 4 2 1")]
    [InlineData("ab</s>", "7 1 1")]
    public void Takes_the_most_probable_pieces(string text, string ids) => string.Join(' ', _tokenizer.Encode(text)).Should().Be(ids, "of \"{0}\"", text);

    /// <summary>From the SentencePiece file alone Kif reads as transformers 4: in one row of these, U+0085 is no white space.</summary>
    [Fact]
    public void Gives_the_ids_of_the_real_model()
    {
        var answers = Path.Combine(Fixtures.Root, "tokenizers", "t5-real-ids.jsonl");
        Assert.SkipUnless(File.Exists(answers), $"There is no {answers}.");
        var tokenizer = TokenizerFolder.Load(KnownAnswerFolders.Real("t5-tokenizer"));
        foreach (var line in File.ReadLines(answers).Select(line => JsonElement.Parse(line)))
        {
            var row = line.TryGetProperty("differs", out var differs) && differs.TryGetProperty("v4_57", out var four) ? four : line;
            int[] ids = [.. row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            tokenizer.Encode(line.GetProperty("text").GetString()!).Should().Equal(ids, "of {0}", line);
            tokenizer.Decode(ids).Should().Be(row.GetProperty("decoded").GetString(), "of {0}", line);
            tokenizer.Decode(ids, skipSpecialTokens: false).Should().Be(row.GetProperty("decoded_raw").GetString(), "of {0}", line);
        }
    }

    [Fact]
    public void Knows_its_special_ids()
    {
        (_tokenizer.PadId, _tokenizer.EndId, _tokenizer.UnknownId, _tokenizer.BeginId).Should().Be((0, 1, 2, null));
        _tokenizer.VocabularySize.Should().Be(10);
        new[] { 7, 8, 9, 10, -1 }.Select(_tokenizer.TokenOf).Should().Equal("▁ab", "<extra_id_1>", "<extra_id_0>", null, null);
    }

    [Fact]
    public void Leaves_the_end_out_on_request() => _tokenizer.Encode("ab", addSpecialTokens: false).Should().Equal(7);

    [Theory]
    [InlineData(true, "ab abb")]
    [InlineData(false, "<pad> ab<extra_id_0> abb</s>")]
    public void Decodes_with_or_without_special_tokens(bool skip, string text) => _tokenizer.Decode([0, 7, 9, 7, 5, 1, 11], skip).Should().Be(text);

    [Fact]
    public void Takes_a_lone_surrogate_for_the_replacement_character()
    {
        var tokenizer = new T5Tokenizer(TinyModels.Unigram with { Pieces = [.. TinyModels.Unigram.Pieces, new("\uFFFD", -1)] });
        tokenizer.Encode("a\uD800b\uDC00").Should().Equal(3, 4, 8, 5, 8, 1);
    }

    [Fact]
    public void A_megabyte_without_a_blank_is_one_word() => _tokenizer.Encode(new string('a', 1 << 20)).Should().HaveCount((1 << 20) + 2);

    [Fact]
    public void Many_threads_get_the_same_ids()
    {
        var texts = Enumerable.Range(0, 2000)
            .Select(n => string.Join(' ', Enumerable.Range(0, n % 17).Select(k => new string("ab<x"[(n + k) % 4], 1 + (n * k % 5)))))
            .ToArray();
        var alone = texts.Select(text => _tokenizer.Encode(text)).ToArray();
        var shared = new T5Tokenizer(TinyModels.Unigram, new T5TokenizerOptions { ExtraIds = 2 });
        var together = texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(text => shared.Encode(text)).ToArray();
        together.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering());
    }
}
