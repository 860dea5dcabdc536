using System.Text;

namespace Kif.Models.Tests.Generation;

/// <summary>Answers while they grow.</summary>
public sealed class AnswerStreamTests
{
    /// <summary>Ids are bytes of UTF-8; 0 ends.</summary>
    private sealed class Bytes : IExampleEncoder
    {
        public EncodedExample Encode(Example example) => throw new NotSupportedException();

        public string Decode(ReadOnlySpan<int> ids) => Raw(ids.ToArray()).Trim();

        public static string Raw(int[] ids) => Encoding.UTF8.GetString([.. ids.TakeWhile(i => i != 0).Select(i => (byte)i)]);
    }

    private static (List<string> Told, string Text, bool Stopped) Run(string text, params string[] stops)
    {
        var told = new List<string>();
        var stream = new AnswerStream(new Bytes(), Bytes.Raw, stops, told.Add);
        var ids = new List<int>();
        foreach (byte unit in Encoding.UTF8.GetBytes(text).Append((byte)0))
        {
            ids.Add(unit);
            if (!stream.Add(unit)) break;
        }
        return (told, stream.End([.. ids]), stream.Stopped);
    }

    [Theory, InlineData("plain words"), InlineData("  spaces \n around  "), InlineData("Grüße, 世界 🙂 e\u0301"), InlineData(""), InlineData("x"), InlineData("a\n\nb \t c")]
    public void What_is_told_is_the_whole_text_and_nothing_else(string text)
    {
        (List<string> told, string whole, bool stopped) = Run(text, "<stop>");

        whole.Should().Be(text.Trim());
        string.Concat(told).Should().Be(whole);
        stopped.Should().BeFalse();
        told.Should().NotContain(t => t.Length == 0 || t.Contains('\uFFFD'));
        if (whole.Length > 3) told.Count.Should().BeGreaterThan(2, "it is told while it grows");
    }

    [Theory, InlineData("one. two. three", ". t", "one"), InlineData("abcabd", "abd", "abc"), InlineData("aab", "ab", "a"), InlineData("question\nnext", "\n", "question"),
        InlineData("STOP", "STOP", ""), InlineData("no end here", "xyz", "no end here"), InlineData("half of STO", "STOP", "half of STO")]
    public void A_stop_sequence_ends_the_answer_and_no_part_of_it_is_told(string text, string stop, string wanted)
    {
        (List<string> told, string whole, bool stopped) = Run(text, stop);

        whole.Should().Be(wanted);
        string.Concat(told).Should().Be(wanted);
        stopped.Should().Be(text.Contains(stop));
    }

    [Fact]
    public void White_space_can_be_a_stop_sequence_and_ends_the_answer_with_its_token()
    {
        var stream = new AnswerStream(new Bytes(), Bytes.Raw, ["\n"], null);
        foreach (char c in "one") stream.Add(c).Should().BeTrue();
        stream.Add('\n').Should().BeFalse();
        stream.End(['o', 'n', 'e', '\n']).Should().Be("one");
    }

    [Fact]
    public void The_first_of_several_stop_sequences_counts()
    {
        Run("a b c d", "d", " c", "zz").Text.Should().Be("a b");
        Run("a b c d", " c", "b").Text.Should().Be("a");
    }

    [Fact]
    public void Without_a_listener_the_text_is_the_same()
    {
        var stream = new AnswerStream(new Bytes(), Bytes.Raw, [], null);
        int[] ids = [.. Encoding.UTF8.GetBytes(" héllo ").Select(b => (int)b), 0];
        foreach (int id in ids) stream.Add(id).Should().BeTrue();
        stream.End(ids).Should().Be("héllo");
    }
}
