namespace Kif.Tests.Errors;

public class DisplayTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("日本 😀 é", "日本 😀 é")]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("a\nb\0", "a\\u000ab\\u0000")]
    [InlineData("\u202eabc\u2028", "\\u202eabc\\u2028")]
    [InlineData("\u0085", "\\u0085")]
    public void What_a_terminal_obeys_is_spelled_out(string text, string shown) => DisplayText.Of(text).Should().Be(shown);

    [Fact]
    public void Half_of_a_pair_is_spelled_out() => DisplayText.Of("x\ud800").Should().Be("x\\ud800");

    [Fact]
    public void Long_texts_are_cut_and_never_within_a_pair()
    {
        DisplayText.Of(new string('a', 81)).Should().Be(new string('a', 80) + "…");
        DisplayText.Of(new string('a', 80)).Should().Be(new string('a', 80));
        DisplayText.Of(new string('a', 79) + "😀").Should().Be(new string('a', 79) + "…");
        DisplayText.Of("abc😀", 5).Should().Be("abc😀");
    }
}
