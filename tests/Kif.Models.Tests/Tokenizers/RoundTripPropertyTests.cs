using System.Text;
using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>What holds for every string, tried on random ones of all of Unicode, lone surrogates included.</summary>
public sealed class RoundTripPropertyTests
{
    private const int Rounds = 2000;

    public static TheoryData<string> Folders => KnownAnswerFolders.Names();

    [Theory]
    [InlineData("gpt2-small")]
    [InlineData("llama3-like")]
    public void Byte_level_tokens_spell_the_bytes_of_the_text(string name)
    {
        var tokenizer = KnownAnswerFolders.Load(name);
        foreach (var text in RandomTexts.Whole(Rounds))
        {
            var ids = tokenizer.Encode(text, addSpecialTokens: false);
            tokenizer.Decode(ids, skipSpecialTokens: false).Should().Be(text, "of {0}", Shown(text));
            var bytes = new List<byte>();
            ids.Select(tokenizer.TokenOf).ToList().ForEach(token => ByteAlphabet.AppendBytes(token!, bytes));
            bytes.Should().Equal(Encoding.UTF8.GetBytes(text), "of {0}", Shown(text));
        }
    }

    [Fact]
    public void Sentencepiece_tokens_with_bytes_spell_the_text_behind_a_mark()
    {
        var tokenizer = KnownAnswerFolders.Load("sp-bpe");
        foreach (var text in RandomTexts.Whole(Rounds).Select(text => text.Replace(Metaspace.Mark, '_')).Where(text => text.Length > 0))
        {
            var ids = tokenizer.Encode(text, addSpecialTokens: false);
            tokenizer.Decode(ids, skipSpecialTokens: false).Should().Be(text, "of {0}", Shown(text));
            Spelled(ids.Select(tokenizer.TokenOf)).Should().Equal(Encoding.UTF8.GetBytes("▁" + text.Replace(' ', '▁')), "of {0}", Shown(text));
        }
    }

    [Fact]
    public void Wordpiece_pieces_spell_each_word_or_are_unknown()
    {
        var tokenizer = KnownAnswerFolders.Load("bert-wordpiece");
        foreach (var word in RandomTexts.Words(Rounds))
        {
            var tokens = tokenizer.Encode(word, addSpecialTokens: false).Select(id => tokenizer.TokenOf(id)!).ToArray();
            if (!tokens.Contains("[UNK]"))
            {
                string.Concat(tokens.Select((token, at) => at == 0 ? token : token[2..])).Should().Be(word);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_string_is_an_error_and_a_lone_surrogate_counts_as_the_replacement_character(string name)
    {
        var tokenizer = KnownAnswerFolders.Load(name);
        foreach (var text in RandomTexts.Broken(Rounds))
        {
            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            var ids = tokenizer.Encode(text);
            ids.Should().Equal(tokenizer.Encode(whole), "of {0}", Shown(text));
            ids.Should().NotContain(id => tokenizer.TokenOf(id) == null);
            tokenizer.Decode(ids).Should().NotBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_ids_are_an_error(string name)
    {
        var (tokenizer, random) = (KnownAnswerFolders.Load(name), new Random(5));
        for (var round = 0; round < Rounds; round++)
        {
            var ids = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(20) == 0 ? random.Next() - 5 : random.Next(tokenizer.VocabularySize + 2))
                .ToArray();
            tokenizer.Decode(ids, skipSpecialTokens: false).Should().Be(tokenizer.Decode([.. ids.Where(id => tokenizer.TokenOf(id) is not null)], false));
        }
    }

    private static byte[] Spelled(IEnumerable<string?> tokens) =>
        [.. tokens.SelectMany(token => ByteTokens.Value(token!) is { } value ? [value] : Encoding.UTF8.GetBytes(token!))];

    private static string Shown(string text) => JsonSerializer.Serialize(text.Select(unit => (int)unit));
}
