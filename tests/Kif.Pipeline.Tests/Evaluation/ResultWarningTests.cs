namespace Kif.Tests.Evaluation;

/// <summary>What the scores of a finished comparison can't show is told with them.</summary>
public sealed class ResultWarningTests
{
    private const string Talks = "have the wanted text and go on";

    [Fact]
    public void Strategies_with_the_same_scores_are_named()
    {
        ResultWarnings.Of(new([Run("one", 10), Run("two", 10), Run("three", 20)])).Should().ContainSingle()
            .Which.Should().StartWith("one and two have the same scores in every run");
        ResultWarnings.Of(new([Run("one", 10), Run("two", 10, seed: 2), Run("three", 20)])).Should().BeEmpty("other seeds can't be compared");
        ResultWarnings.Of(new([Run("one", 10)])).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Positive. The review says so.", true)]
    [InlineData("The answer is: positive!", true)]
    [InlineData("positively", false)]
    [InlineData("positive", false)]
    [InlineData("negative", false)]
    public void Untrained_answers_that_go_on_are_told_where_all_scores_are_0(string answer, bool told) =>
        ResultWarnings.Of(new([Run("one", 10, new Prediction(0, "a", "1", "positive", answer))])).Any(w => w.Contains(Talks)).Should().Be(told);

    [Fact]
    public void An_untrained_score_above_0_or_answers_after_training_tell_nothing()
    {
        var talks = new Prediction(0, "a", "1", "positive", "Positive, I think");
        ResultWarnings.Of(new([Run("one", 10, talks, untrained: 5)])).Should().BeEmpty();
        ResultWarnings.Of(new([Run("one", 10, talks with { After = 1 })])).Should().BeEmpty();
    }

    private static StrategyRun Run(string strategy, double score, Prediction? answer = null, long seed = 1, double untrained = 0)
    {
        var matrix = new PerformanceMatrix(["a"]);
        matrix[0, 0] = score;
        matrix.SetUntrained(0, untrained);
        return new(new(strategy, "order-1", seed), matrix, answer is null ? [] : [answer], new RunCost(), 0, 0, 0, []);
    }
}
