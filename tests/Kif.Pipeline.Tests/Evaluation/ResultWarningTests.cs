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

    [Fact]
    public void What_strategies_say_of_their_tasks_is_told_once_for_all_that_differ_in_numbers_only()
    {
        StrategyRun With(string strategy, long seed, params (string Task, string Sentence)[] told) => Run(strategy, seed * 10, seed: seed) with
        {
            Warnings = told.GroupBy(t => t.Task).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(t => t.Sentence)]),
        };
        ResultWarnings.Of(new([With("one", 1, ("a", "all 8 scores are equal (0.5)."))])).Should().Equal("one, task 'a': all 8 scores are equal (0.5)");
        ResultWarnings.Of(new([With("one", 1, ("a", "all 8 scores are equal")), With("one", 2, ("a", "all 8 scores are equal"))])).Should()
            .Equal("one, in 2 of 2 tasks of 2 runs ('a'): all 8 scores are equal");
        (string, string)[] many = [.. Enumerable.Range(1, 20).Select(i => ($"t{i}", $"all {i} scores are equal ({i}E-05)"))];
        ResultWarnings.Of(new([With("one", 1, [.. many, ("t1", "and nothing else")]), With("two", 3, ("a", "all 3 scores are equal (1E-05)"))])).Should().Equal(
            "one, in 20 of 1 tasks ('t1', …): all 1 scores are equal (1E-05) (the numbers are those of 't1')", "one, task 't1': and nothing else",
            "two, task 'a': all 3 scores are equal (1E-05)");
        ResultWarnings.Of(new([Run("one", 10)])).Should().BeEmpty();
    }

    private static StrategyRun Run(string strategy, double score, Prediction? answer = null, long seed = 1, double untrained = 0)
    {
        var matrix = new PerformanceMatrix(["a"]);
        matrix[0, 0] = score;
        matrix.SetUntrained(0, untrained);
        return new(new(strategy, "order-1", seed), matrix, answer is null ? [] : [answer], new RunCost(), 0, 0, 0, []);
    }
}
