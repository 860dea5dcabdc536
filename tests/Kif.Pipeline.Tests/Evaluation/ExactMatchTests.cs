using System.Text.Json;
using Kif.Pipeline.Evaluation;

namespace Kif.Tests.Evaluation;

public class ExactMatchTests
{
    private static readonly JsonElement[] Cases =
        [.. File.ReadLines(Path.Combine(Fixtures.Root, "metrics", "exact-match.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    [Theory]
    [InlineData(ExactMatchRule.Normalized, "normalized", "match")]
    [InlineData(ExactMatchRule.SquadNormalized, "squad_normalized", "squad_match")]
    [InlineData(ExactMatchRule.RecurrentKif, "recurrent_kif", "recurrent_kif_match")]
    [InlineData(ExactMatchRule.Trace, null, "trace_match")]
    public void Every_rule_agrees_with_the_known_answers(ExactMatchRule rule, string? normalized, string match)
    {
        Cases.Should().HaveCount(136);
        var metric = new ExactMatch(rule);
        foreach (JsonElement c in Cases)
        {
            string prediction = c.GetProperty("prediction").GetString()!, reference = c.GetProperty("reference").GetString()!;
            metric.Matches(prediction, reference).Should().Be(c.GetProperty(match).GetBoolean(), "of '{0}' and '{1}'", prediction, reference);
            if (normalized is not null)
                new[] { prediction, reference }.Select(t => ExactMatch.Normalize(t, rule)).Should().Equal(c.GetProperty(normalized).EnumerateArray().Select(t => t.GetString()));
        }
    }

    [Theory]
    [InlineData("Science or  Technology.", "science or technology")]
    [InlineData("Sci/Tech", "scitech")]
    public void The_worked_examples_of_the_spec_hold(string text, string normalized) => ExactMatch.Normalize(text, ExactMatchRule.Normalized).Should().Be(normalized);

    [Theory]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("Σ", "σ")]
    [InlineData("ΑΣ'Α", "ασ'α")]
    [InlineData("ΣΑΣ ΑΣΑ", "σας ασα")]
    [InlineData("\u001f A \u0085", "a")]
    [InlineData("𐐀", "𐐨")]
    public void Lower_case_and_blanks_are_those_of_python(string text, string expected) => ExactMatch.Normalize(text, ExactMatchRule.RecurrentKif).Should().Be(expected);

    [Fact]
    public void The_score_is_the_share_in_percent()
    {
        new ExactMatch().Score(["Good.", "bad", "x"], ["good", "good", "X"]).Should().BeApproximately(200.0 / 3, 1e-12);
        new ExactMatch(ExactMatchRule.Trace).Score(["Good", "good", "", "b"], ["good", "good", "", "c"]).Should().Be(25);
    }

    [Fact]
    public void Lists_that_do_not_fit_are_refused()
    {
        FluentActions.Invoking(() => new ExactMatch().Score(["a"], [])).Should().Throw<ArgumentException>().WithMessage("1 predictions and 0 references*");
        FluentActions.Invoking(() => new ExactMatch().Score([], [])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ExactMatch((ExactMatchRule)9)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("allowed are Normalized, *");
    }

    [Fact]
    public void Every_rule_has_its_own_name() =>
        Enum.GetValues<ExactMatchRule>().Select(rule => new ExactMatch(rule).Name).Should().OnlyHaveUniqueItems().And.StartWith(["exact-match"]);
}
