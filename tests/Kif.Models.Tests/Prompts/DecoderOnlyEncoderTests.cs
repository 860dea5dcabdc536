using System.Text.Json;
using Kif.Models.Tests.Tokenizers;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Prompts;

/// <summary>Prompt and answer are cut out of the ids of one text, as TRL does.</summary>
public sealed class DecoderOnlyEncoderTests
{
    private const int End = 1_000_000;

    /// <summary>The folders with pairs; one without a name where there are none.</summary>
    public static TheoryData<string> Folders => [.. Fixtures.Folders("tokenizers").Where(name => File.Exists(PairsOf(name))).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Joint_ids_and_their_common_prefix_are_those_of_transformers(string name)
    {
        Assert.SkipWhen(name.Length == 0, "There are no pairs.");
        var tokenizer = KnownAnswerFolders.Load(name);
        foreach (var pair in Pairs(name))
        {
            int[] joint = tokenizer.Encode(pair.Prompt + pair.Answer), prompt = tokenizer.Encode(pair.Prompt);
            joint.Should().Equal(pair.Joint, "of {0}", pair);
            prompt.Should().Equal(pair.IdsOfPrompt, "of {0}", pair);
            joint.AsSpan().CommonPrefixLength(prompt).Should().Be(pair.Start, "of {0}", pair);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Cuts_prompt_and_answer_out_of_the_joint_ids(string name)
    {
        Assert.SkipWhen(name.Length == 0, "There are no pairs.");
        var tokenizer = KnownAnswerFolders.Load(name);
        Assert.SkipWhen(File.ReadAllText(Path.Combine(KnownAnswerFolders.Files(name), "tokenizer_config.json")).Contains("T5"), "An encoder-decoder model.");
        var encoder = new DecoderOnlyEncoder(tokenizer, End, new());
        foreach (var pair in Pairs(name).Where(pair => Separated(pair.Prompt) || pair.Answer.StartsWith(' ')))
        {
            // The answer's own space is the one that stands between.
            var answer = Separated(pair.Prompt) ? pair.Answer : pair.Answer[1..];
            var ends = tokenizer.Encode("") is [.., var last] && last == tokenizer.EndId ? 1 : 0;
            foreach (var encoded in new[] { answer, pair.Answer }.Select(target => encoder.Encode(Of(pair.Prompt, target))))
            {
                encoded.Source.Should().Equal(pair.Joint[..pair.Start], "of {0}", pair);
                encoded.Target.Should().Equal([.. pair.Joint[pair.Start..^ends], End], "of {0}", pair);
            }
        }
    }

    [Theory]
    [InlineData("Answer:", "yes", "Answer: yes")]
    [InlineData("Answer: ", "yes", "Answer: yes")]
    [InlineData("Answer:\n", "yes", "Answer:\nyes")]
    [InlineData("Answer:", " yes", "Answer: yes")]
    [InlineData("Answer:  ", "yes", "Answer:  yes")]
    [InlineData("x", "", "x ")]
    [InlineData("", "yes", "yes")]
    public void Puts_one_blank_between_unless_there_is_white_space(string prompt, string answer, string whole)
    {
        var tokenizer = SentencePiece();
        var encoded = new DecoderOnlyEncoder(tokenizer, End, new()).Encode(Of(prompt, answer));
        encoded.Source.Concat(encoded.Target).Should().Equal([.. tokenizer.Encode(whole), End]);
        encoded.Source.Should().Equal(tokenizer.Encode(prompt)[..encoded.Source.Length], "the prompt is what stands before the cut in the prompt alone");
    }

    [Fact]
    public void No_row_loses_all_labels_to_truncation()
    {
        var tokenizer = SentencePiece();
        var encoder = new DecoderOnlyEncoder(tokenizer, End, new() { MaxSource = 8, MaxTarget = 2 });
        foreach (var (prompt, answer) in new[] { (new string('a', 999), "long answer"), ("", "yes"), ("p", ""), ("  ", "  ") })
        {
            var encoded = encoder.Encode(Of(prompt, answer));
            encoded.Source.Length.Should().BeLessThanOrEqualTo(8);
            encoded.Target.Should().HaveCountGreaterThanOrEqualTo(1).And.HaveCountLessThanOrEqualTo(2).And.EndWith(End);
        }
    }

    [Fact]
    public void Only_end_tokens_that_the_tokenizer_adds_are_taken_off_and_its_own_closes_the_answer()
    {
        using var folder = Tokenizers.TemporaryFolder.Copy(Path.Combine(Fixtures.Own, "tokenizers", "sp-bpe"), "tokenizer.model");
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "LlamaTokenizer", "add_eos_token": true}""");
        var tokenizer = TokenizerFolder.Load(folder.Path);
        var encoded = new DecoderOnlyEncoder(tokenizer, tokenizer.EndId!.Value, new()).Encode(Of("turn</s>", "yes"));
        encoded.Source[0].Should().Be(tokenizer.BeginId);
        encoded.Source[^1].Should().Be(tokenizer.EndId, "the text itself has it");
        encoded.Target[^1].Should().Be(tokenizer.EndId);
        encoded.Target.Should().ContainSingle(id => id == tokenizer.EndId);
    }

    [Fact]
    public void A_produced_answer_ends_at_the_end_token()
    {
        var tokenizer = SentencePiece();
        new DecoderOnlyEncoder(tokenizer, 2, new()).Decode([.. tokenizer.Encode("yes", addSpecialTokens: false), 2, 300, 301]).Should().Be("yes");
    }

    private static bool Separated(string prompt) => prompt.Length == 0 || char.IsWhiteSpace(prompt[^1]);

    private static ITokenizer SentencePiece() => TokenizerFolder.Load(Path.Combine(Fixtures.Own, "tokenizers", "sp-bpe"));

    private static Example Of(string prompt, string answer) => new(prompt, answer, "x");

    private static string PairsOf(string name) => Path.Combine(Fixtures.Root, "tokenizers", name, "pairs.jsonl");

    private static IEnumerable<Pair> Pairs(string name) => File.ReadLines(PairsOf(name)).Select(line => JsonElement.Parse(line)).Select(line => new Pair(
        line.GetProperty("prompt").GetString()!, line.GetProperty("answer").GetString()!, Ids(line, "ids_joint"), Ids(line, "ids_prompt"),
        line.GetProperty("answer_start").GetInt32()));

    private static int[] Ids(JsonElement line, string field) => [.. line.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];

    private sealed record Pair(string Prompt, string Answer, int[] Joint, int[] IdsOfPrompt, int Start);
}
