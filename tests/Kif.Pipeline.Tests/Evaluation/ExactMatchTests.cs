using System.Text.Json;
using static Kif.Tests.Evaluation.KnownMetrics;

namespace Kif.Tests.Evaluation;

public class ExactMatchTests
{
    private static readonly JsonElement[] Cases = Lines("exact-match.jsonl");

    [Theory]
    [InlineData(ExactMatchRule.Normalized, "normalized", "match")]
    [InlineData(ExactMatchRule.SquadNormalized, "squad_normalized", "squad_match")]
    [InlineData(ExactMatchRule.RecurrentKif, "recurrent_kif", "recurrent_kif_match")]
    [InlineData(ExactMatchRule.Trace, null, "trace_match")]
    public void Every_rule_agrees_with_the_known_answers(object chosen, string? normalized, string match)
    {
        Cases.Should().HaveCount(136);
        var rule = (ExactMatchRule)chosen;
        var metric = new ExactMatch(rule);
        foreach (JsonElement c in Cases)
        {
            string prediction = c.GetProperty("prediction").GetString()!, reference = c.GetProperty("reference").GetString()!;
            metric.Matches(prediction, reference).Should().Be(c.GetProperty(match).GetBoolean(), "of '{0}' and '{1}'", prediction, reference);
            if (normalized is not null)
                new[] { prediction, reference }.Select(t => ExactMatch.Normalize(t, rule)).Should()
                    .Equal(c.GetProperty(normalized).EnumerateArray().Select(t => t.GetString()));
        }
    }

    [Theory]
    [InlineData("Science or  Technology.", "science or technology")]
    [InlineData("Sci/Tech", "scitech")]
    public void The_worked_examples_of_the_spec_hold(string text, string normalized) =>
        ExactMatch.Normalize(text, ExactMatchRule.Normalized).Should().Be(normalized);

    [Theory]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("Σ", "σ")]
    [InlineData("ΑΣ'Α", "ασ'α")]
    [InlineData("ΣΑΣ ΑΣΑ", "σας ασα")]
    [InlineData("\u001f A \u0085", "a")]
    [InlineData("𐐀", "𐐨")]
    public void Lower_case_and_blanks_are_those_of_python(string text, string expected) =>
        ExactMatch.Normalize(text, ExactMatchRule.RecurrentKif).Should().Be(expected);

    [Fact]
    public void The_score_is_the_share_in_percent()
    {
        new ExactMatch().Score(["Good.", "bad", "x"], [Wanting("good"), Wanting("good"), Wanting("X")]).Should().BeApproximately(200.0 / 3, 1e-12);
        Example[] examples = [Wanting("good"), Wanting("good"), Wanting(""), Wanting("c")];
        new ExactMatch(ExactMatchRule.Trace).Score(["Good", "good", "", "b"], examples).Should().Be(25);
        new ExactMatch(ExactMatchRule.Plain).Score(["Good", "good", "", "b"], examples).Should().Be(50);
    }

    [Fact]
    public void Any_reference_is_right()
    {
        JsonElement[] cases = Lines("superni-rouge.jsonl");
        foreach (JsonElement c in cases)
            new ExactMatch().Score([c.Text("prediction")], [Wanting(c.Texts("references"))]).Should().Be(c.GetProperty("exact_match").GetBoolean() ? 100 : 0);
        double score = new ExactMatch().Score([.. cases.Select(c => c.Text("prediction"))], [.. cases.Select(c => Wanting(c.Texts("references")))]);
        Math.Round(score, 4).Should().Be(Whole("superni-rouge-corpus.json").GetProperty("exact_match").GetDouble());
    }

    [Fact]
    public void Equal_texts_match_to_the_letter()
    {
        foreach (JsonElement c in Cases)
            new ExactMatch(ExactMatchRule.Plain).Matches(c.Text("prediction"), c.Text("reference")).Should().Be(c.Text("prediction") == c.Text("reference"));
    }

    [Fact]
    public void Lists_that_do_not_fit_are_refused()
    {
        FluentActions.Invoking(() => new ExactMatch().Score(["a"], [])).Should().Throw<ArgumentException>().WithMessage("1 predictions and 0 examples*");
        FluentActions.Invoking(() => new ExactMatch().Score([], [])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ExactMatch((ExactMatchRule)9)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("allowed are Normalized, *");
    }

    [Fact]
    public void Every_rule_has_its_own_name() =>
        Enum.GetValues<ExactMatchRule>().Select(rule => new ExactMatch(rule).Name).Should().OnlyHaveUniqueItems().And.StartWith(["exact-match"]);
}
