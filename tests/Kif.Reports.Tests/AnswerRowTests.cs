namespace Kif.Reports.Tests;

/// <summary>Rows of the page's answers belong together by their place among the task's test rows.</summary>
public class AnswerRowTests
{
    [Fact]
    public void Rows_that_share_an_id_keep_their_own_answers()
    {
        StrategyRun one = Run("one", "red", "blue"), other = Run("other", "red", "green");
        ComparedExample[] rows = ComparedExample.Of([one, other], ["one", "other", "none"], new ExactMatch());
        rows.Select(r => (r.Id, r.Reference, r.Answers[0]!.Final.Text, r.Answers[1]!.Final.Text, r.Answers[2])).Should()
            .Equal(("x", "red", "red", "red", null), ("x", "blue", "blue", "green", null), ("x", "blue", "late", "late", null));
    }

    private static StrategyRun Run(string name, params string[] answers)
    {
        var matrix = new PerformanceMatrix(["t"]);
        Prediction[] given = [new(1, "t", "x", "red", answers[0]), new(1, "t", "x", "blue", answers[1]), new(1, "t", "x", "blue", "late")];
        return new(new(name, "order-1", 1), matrix, given, new RunCost(), 0, 0, 0, []);
    }
}
