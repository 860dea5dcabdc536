using System.Text.Json;

namespace Kif.Tests.Evaluation;

public class PorterStemmerTests
{
    private static readonly JsonElement[] Cases = KnownMetrics.Lines("porter.jsonl");

    [Fact]
    public void Every_known_word_has_the_known_stem()
    {
        Cases.Should().HaveCountGreaterThan(800);
        foreach (JsonElement c in Cases) PorterStemmer.Stem(c.Text("word")).Should().Be(c.Text("stem"), "of '{0}'", c.Text("word"));
    }

    [Theory, InlineData("original", 86), InlineData("martin", 78)]
    public void Words_whose_stem_the_extensions_change_are_among_them(string mode, int count)
    {
        JsonElement[] differing = [.. Cases.Where(c => c.TryGetProperty(mode, out _))];
        differing.Should().HaveCount(count);
        foreach (JsonElement c in differing) PorterStemmer.Stem(c.Text("word")).Should().NotBe(c.Text(mode));
    }

    [Theory]
    [InlineData("yyyy", "yyyi")]
    [InlineData("1st", "1st")]
    [InlineData("2000s", "2000")]
    public void Runs_of_y_and_digits_are_words_too(string word, string stem) => PorterStemmer.Stem(word).Should().Be(stem);
}
