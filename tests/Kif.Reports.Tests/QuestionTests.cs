using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>The question stands beside the answers, the telling rows first, and one question is followed through all tasks.</summary>
public sealed class QuestionTests
{
    [Fact]
    public void The_question_stands_beside_the_answers_with_and_without_scripts()
    {
        string page = Pages.Of(new SampleRuns().Saved());
        Pages.Markup(page).Should().Contain("what is place 0?").And.Contain(">question</th>").And.Contain("One question through all tasks");
        using JsonDocument data = Data(page);
        string[] texts = [.. data.RootElement.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!)];
        foreach (JsonElement row in data.RootElement.GetProperty("runs")[0].GetProperty("rows").EnumerateArray())
            texts[row[2].GetInt32()].Should().StartWith("what is ");
    }

    [Fact]
    public void A_long_question_is_cut_and_older_runs_without_one_are_read()
    {
        string page = Pages.Of(new SampleRuns { Question = (_, _) => new string('q', 5_000) }.Saved());
        page.Should().NotContain(new string('q', TextPool.Longest + 1)).And.Contain(new string('q', 300));
        string older = Pages.Of(new SampleRuns { Question = null }.Saved());
        older.Should().Contain("These runs were saved without their questions").And.Contain("place-test-0");
    }

    [Fact]
    public void Rows_in_which_strategies_differ_come_first_and_tasks_take_turns()
    {
        ReportData data = ReportJoiner.Of([new SampleRuns { Examples = 20 }.Saved()])[0];
        foreach ((RunKey _, ComparedExample[] examples) in AnswerData.Examples(data))
        {
            int[] ranks = [.. examples.Select(e => e.Differs([true, true]) ? 0 : e.Forgotten ? 1 : 2)];
            ranks.Should().BeInAscendingOrder().And.Contain(0);
            examples.Should().HaveCount(60);
            int forgotten = ranks.Count(r => r == 1);
            if (forgotten >= 4) examples.SkipWhile((_, i) => ranks[i] < 1).Take(2).Select(e => e.Task).Should().OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public void The_question_that_is_followed_was_forgotten_by_some_and_kept_by_others_if_there_is_one()
    {
        ReportData data = ReportJoiner.Of([new SampleRuns { Examples = 20, Strategies = ["seq-lora", "a", "b", "c", "d", "e", "f", "kif"] }.Saved()])[0];
        QuestionPath path = QuestionPath.Of(data, AnswerData.Examples(data))!;
        path.Example.Answers.Should().Contain(a => a!.Forgotten).And.Contain(a => a!.Final.Right && a.AfterLearning.Right);
        path.Example.Answers[0]!.Path.Select(p => p.After).Should().Equal(0, 1, 2, 3);
    }

    [Fact]
    public void Joint_training_has_no_answer_in_between()
    {
        ReportData data = ReportJoiner.Of([new SampleRuns { Strategies = ["seq-lora", "joint"] }.Saved()])[0];
        ComparedAnswers joint = AnswerData.Examples(data)[0].Examples[0].Answers[1]!;
        joint.Path.Select(p => p.Answer is null).Should().Equal(false, true, true, false);
        joint.AfterLearning.Should().Be(joint.Final);
        joint.Forgotten.Should().BeFalse();
    }

    private static JsonDocument Data(string page) =>
        JsonDocument.Parse(Regex.Match(page, "id=\"r1-answer-data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value);
}
