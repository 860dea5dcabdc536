using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tests.Embedded;

public partial class PretrainingCorpusTests
{
    private static readonly Example[] Corpus = [.. PretrainingCorpus.Create(1, 6000)];

    private static IEnumerable<Example> Corrupted => Corpus.Where(e => e.Target.StartsWith("<extra_id_0>"));

    private static IEnumerable<Example> Asked => Corpus.Where(e => !e.Target.StartsWith('<'));

    [Fact]
    public void The_corpus_of_a_seed_is_frozen()
    {
        string all = string.Join('\n', Corpus.Take(500).Select(e => $"{e.Id}\t{e.Input}\t{e.Target}"));
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..20].Should().Be("f09d7fff085c37a0947d");
    }

    [Fact]
    public void A_longer_corpus_begins_with_a_shorter_one() => PretrainingCorpus.Create(1, 50).Should().Equal(Corpus.Take(50));

    [Fact]
    public void Half_is_span_corruption_and_half_questions() => (Corrupted.Count(), Asked.Count()).Should().Be((3000, 3000));

    [Fact]
    public void Corrupted_spans_fit_back_into_the_text_and_mask_15_percent()
    {
        int masked = 0, words = 0, spans = 0;
        foreach (Example e in Corrupted)
        {
            string text = Restored(e);
            text.Should().NotContain("<");
            int here = e.Target.Split(' ').Count(w => w[0] != '<');
            (masked, words, spans) = (masked + here, words + text.Split(' ').Length, spans + e.Target.Count(c => c == '<') - 1);
            e.Input.Should().NotMatchRegex("<[^ ]+> <");
        }
        ((double)masked / words).Should().BeApproximately(0.15, 0.01);
        ((double)masked / spans).Should().BeInRange(2, 3);
    }

    [Fact]
    public void The_stream_has_no_text_of_the_corpus_whatever_its_seed()
    {
        // The text itself decides who may have it, so this holds for every pair of seeds and not only for the two that are tried.
        string[] corpus = [.. Corrupted.Select(Restored), .. Asked.Where(HasWholeText).Select(TextOf)];
        string[] stream = [.. EmbeddedStream.Create(1, 300, 300).Tasks.SelectMany(t => t.Train.Concat(t.Test)).Select(TextOf)];
        corpus.Should().HaveCountGreaterThan(4500).And.OnlyContain(text => Fingerprint(text) % 3 != 0);
        stream.Should().OnlyContain(text => Fingerprint(text) % 3 == 0).And.NotIntersectWith(corpus);
    }

    [Fact]
    public void It_asks_none_of_the_questions_of_the_stream()
    {
        var asked = EmbeddedStream.Create(1, 1, 0).Tasks.Select(t => t.Train[0].Input.Split('?')[0]).ToHashSet();
        Asked.Should().NotContain(e => asked.Contains(e.Input.Split('?', 2)[0]));
        // Synonyms are asked for without a text; of texts, the stream's own words are never an answer.
        string[] labels = ["good", "bad", "food", "travel", "music", "past", "now", "later", "inside", "outside"];
        Asked.Where(e => !e.Input.StartsWith("what is another word")).Select(e => e.Target).Should().NotIntersectWith(labels);
        Asked.Where(e => e.Input.StartsWith("what is another word")).Select(e => e.Target).Should().Contain(labels);
    }

    [Fact]
    public void What_texts_say_is_asked_in_other_words()
    {
        string[] Answers(string question) => [.. Asked.Where(e => e.Input.StartsWith(question)).Select(e => e.Target).Distinct().Order()];
        Answers("what kind of text is it?").Should().Equal("athletics", "business", "holiday", "learning", "meal", "sound");
        Answers("plus or minus?").Should().Equal("minus", "plus");
        Answers("is it indoors or outdoors?").Should().Equal("indoors", "outdoors");
        Answers("is it over, running or coming?").Should().Equal("coming", "over", "running");
        Answers("is the writer pleased?").Should().Equal("no", "yes");
        Answers("is there a roof?").Should().Equal("no", "yes");
        foreach (Example e in Asked.Where(e => e.Input.StartsWith("what is the colour of the ")))
        {
            string thing = e.Input.Split('?')[0].Split(' ')[^1];
            TextOf(e).Should().Contain($"my {e.Target} {thing}");
        }
    }

    [Fact]
    public void Questions_are_answered_from_the_text()
    {
        foreach (Example e in Asked)
        {
            string[] words = [.. e.Input.Split(' ').Select(w => w.TrimEnd('.', ',', '?'))];
            if (e.Input.StartsWith("what is the first word?")) words[5].Should().Be(e.Target);
            if (e.Input.StartsWith("what is the last word?")) words[^1].Should().Be(e.Target);
            if (e.Input.StartsWith("turn the words round.")) e.Target.Split(' ').Reverse().Should().Equal(words[4..]);
            if (e.Input.StartsWith("copy the words.")) e.Target.Split(' ').Should().Equal(words[3..]);
            if (e.Input.StartsWith("is the word")) words[7..].Contains(words[3]).Should().Be(e.Target == "yes");
            if (e.Input.StartsWith("how many words")) e.Target.Should().Be(EnglishNumbers[words.Length - 5]);
            if (e.Input.StartsWith("which word comes after")) words[6 + Array.IndexOf(words[5..], words[4])].Should().Be(e.Target);
            if (e.Input.StartsWith("which word comes before")) words[4 + Array.IndexOf(words[5..], words[4])].Should().Be(e.Target);
            if (e.Input.StartsWith("which word is in")) words[9..].Should().Contain(e.Target);
            if (e.Input.StartsWith("which word is missing")) words[10..].Should().NotContain(e.Target);
            if (e.Input.StartsWith("which animal") && e.Target != "none") words[4..].Should().Contain(e.Target);
        }
        Asked.Select(e => string.Join(' ', e.Input.Split(' ')[..3])).Distinct().Should().HaveCount(19);
    }

    [Fact]
    public void Reading_questions_are_answered_by_a_word_or_a_name()
    {
        Example[] reading = [.. PretrainingCorpus.Reading(4).Take(500)];
        reading.Should()
            .NotContain(e => e.Input.Contains("<extra_id_0>", StringComparison.Ordinal)).And.OnlyContain(
                e => e.Target.Split(' ', StringSplitOptions.None).Length <= 2);
        reading.Where(e => e.Input.StartsWith("what kind of word", StringComparison.Ordinal)).Select(e => e.Target).Distinct().Should().HaveCount(10);
    }

    [Fact]
    public void A_negative_number_is_refused() =>
        FluentActions.Invoking(() => PretrainingCorpus.Create(1, -1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("count");

    private static readonly string[] EnglishNumbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private static bool HasWholeText(Example e) => e.Input.Contains('?') && !e.Input.StartsWith("how many words")
        && !e.Input.StartsWith("what kind of word") && !e.Input.StartsWith("what is another");

    private static string TextOf(Example e) => e.Input[(e.Input.IndexOf('?') + 2)..];

    private static ulong Fingerprint(string text) => text.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211) >> 32;

    private static string Restored(Example e)
    {
        string[] spans = Sentinel().Split(e.Target)[1..];
        return Sentinel().Replace(e.Input, m => spans[m.Value[^2] - '0'].Trim());
    }

    [GeneratedRegex("<extra_id_[0-9]>")]
    private static partial Regex Sentinel();
}
