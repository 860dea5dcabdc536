using System.Text.Json;
using static Kif.Tests.Evaluation.KnownMetrics;

namespace Kif.Tests.Evaluation;

public class RougeTests
{
    private static readonly (RougeVariant Variant, string Field)[] Variants =
        [(RougeVariant.Rouge1, "rouge1"), (RougeVariant.Rouge2, "rouge2"), (RougeVariant.RougeL, "rougeL"), (RougeVariant.RougeLsum, "rougeLsum")];

    [Theory, InlineData(true, "stem"), InlineData(false, "nostem")]
    public void Every_variant_agrees_with_the_known_answers(bool stem, string field)
    {
        JsonElement[] cases = Lines("rouge.jsonl");
        cases.Should().HaveCountGreaterThan(100);
        foreach (JsonElement c in cases)
            foreach ((RougeVariant variant, string name) in Variants)
            {
                RougeScore score = new RougeMetric(variant, new() { Stem = stem }).Compare(c.Text("prediction"), c.Text("reference"));
                new[] { score.Precision, score.Recall, score.F }.Should().Equal(
                    c.GetProperty(field).Numbers(name), (a, b) => Math.Abs(a - b) < 1e-15, "of {0} of '{1}' and '{2}'", name, c.Text("prediction"),
                    c.Text("reference"));
            }
    }

    [Theory, InlineData(true, "tokens_stem"), InlineData(false, "tokens_nostem")]
    public void Texts_become_the_known_words(bool stem, string field)
    {
        JsonElement[] cases = [.. Lines("rouge.jsonl").Where(c => c.TryGetProperty(field, out _))];
        cases.Should().HaveCountGreaterThan(50);
        foreach (JsonElement c in cases)
            foreach (string side in new[] { "prediction", "reference" })
                RougeTokenizer.Of(c.Text(side), stem).Should().Equal(c.GetProperty(field).Texts(side), "of '{0}'", c.Text(side));
    }

    [Fact]
    public void Of_several_references_the_nearest_counts()
    {
        var metric = new RougeMetric(RougeVariant.RougeL);
        JsonElement[] cases = Lines("superni-rouge.jsonl");
        cases.Should().HaveCount(45);
        foreach (JsonElement c in cases)
        {
            string[] references = c.Texts("references");
            references.Select(r => metric.Compare(c.Text("prediction"), r).F).Should().Equal(c.Numbers("rougeL_f_per_reference"));
            RougeScore best = metric.Best(c.Text("prediction"), references);
            best.F.Should().Be(c.GetProperty("rougeL_f").GetDouble());
            new[] { best.Precision, best.Recall, best.F }.Should().Equal(c.Numbers("score_multi"));
        }
        metric.Invoking(m => m.Best("a", [])).Should().Throw<ArgumentException>().WithParameterName("references");
    }

    [Fact]
    public void The_score_of_a_task_is_the_mean_of_its_examples()
    {
        JsonElement[] cases = Lines("superni-rouge.jsonl");
        JsonElement corpus = Whole("superni-rouge-corpus.json");
        corpus.GetProperty("n").GetInt32().Should().Be(cases.Length);
        double score = new RougeMetric(RougeVariant.RougeL)
            .Score([.. cases.Select(c => c.Text("prediction"))], [.. cases.Select(c => Wanting(c.Texts("references")))]);
        score.Should().BeApproximately(corpus.GetProperty("rougeL_unrounded").GetDouble(), 1e-11);
        Math.Round(score, 4).Should().Be(corpus.GetProperty("rougeL").GetDouble());
    }

    [Theory]
    [InlineData("\u212Aelvin İz", "kelvin i z")]
    [InlineData("naïve CO₂ x_y ①", "na ve co x y")]
    [InlineData("news Boys enjoying", "news boy enjoy")]
    public void Words_are_lower_case_runs_of_letters_and_digits(string text, string words) =>
        string.Join(' ', RougeTokenizer.Of(text, true)).Should().Be(words);

    [Fact]
    public void Every_variant_has_its_own_name() =>
        Enum.GetValues<RougeVariant>().Select(v => new RougeMetric(v).Name).Should().Equal("rouge-1", "rouge-2", "rouge-l", "rouge-lsum");

    [Fact]
    public void An_unknown_variant_is_refused() =>
        FluentActions.Invoking(() => new RougeMetric((RougeVariant)9)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("allowed are Rouge1, *");
}
