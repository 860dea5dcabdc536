using Kif.Models;

namespace Kif.Tests.Evaluation;

/// <summary>What people brought and what was misread or scored without a word (tests/fixtures/cases).</summary>
public class PublicReportTests
{
    [Theory]
    [InlineData("03-long-answers", "exact-match", "")]
    [InlineData("10-signs", "exact-match", "an empty answer is right", "can't tell '+' from '-'")]
    [InlineData("10-signs", "exact-match-plain", "")]
    [InlineData("13-chinese", "rouge-l", "6 of 6 wanted answers do not get the full score under rouge-l", "letters a to z")]
    [InlineData("13-chinese", "exact-match", "")]
    [InlineData("15-alpaca", "exact-match", "")]
    [InlineData("15-prompt-completion", "rouge-2", "do not get the full score under rouge-2")]
    [InlineData("17-capitals", "joint-goal-accuracy", "6 of 6 wanted answers do not get the full score", "metric.ignorecase=true")]
    [InlineData("17-capitals", "joint-goal-accuracy ignorecase", "")]
    [InlineData("22-bool", "exact-match", "")]
    [InlineData("22-number", "exact-match", "")]
    [InlineData("23-data", "exact-match", "")]
    [InlineData("23-nan", "exact-match", "")]
    [InlineData("25-trace", "exact-match", "")]
    public void A_case_is_read_and_what_its_scores_can_not_show_is_told(string name, string metric, params string[] told)
    {
        string[] warnings = Warnings(name, metric);
        if (told is [""]) warnings.Should().OnlyContain(w => w.Contains("tokenizer writes") || w.Contains("are among the training rows"));
        else foreach (string text in told) warnings.Should().Contain(w => w.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Answers_may_be_as_long_as_the_longest_to_learn()
    {
        string data = Path.Combine(Fixtures.Own, "cases", "03-long-answers");
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), new() { Data = data });
        job.Headline.Should().MatchRegex("; answers of at most [4-9][0-9]+ tokens|; answers of at most 1[0-9]{2} tokens");
        using CompareJob cut = CompareJob.Prepare(KifServices.BuiltIn(), new() { Data = data, Evaluation = new() { MaxNewTokens = 16 } });
        cut.Warnings.Should().Contain(w => w.Contains("wanted answers are longer than the 16 tokens"));
    }

    [Fact]
    public void Tasks_that_are_learned_in_few_steps_are_told_in_one_line()
    {
        var small = new CompareSettings { TrainLimit = 20, TestLimit = 2, Strategies = ["seq-lora"], Order = ["mood", "topic"] };
        using (CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), small with { Training = new() { Epochs = 2, BatchSize = 8 } }))
            job.Warnings.Should().Equal("all tasks are learned in few steps ('mood' in 6: 20 examples, batches of 8, 2 epochs), so scores may hardly change; "
                + "--epochs, a smaller --batch-size or more examples help");
        using (CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), small with { Training = new() { Epochs = 5, BatchSize = 8 } }))
            job.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void The_embedded_stream_under_another_model_is_told_and_what_repeats_is_refused()
    {
        var small = new CompareSettings { TrainLimit = 4, TestLimit = 2, Strategies = ["seq-lora"] };
        using (CompareJob usual = CompareJob.Prepare(KifServices.BuiltIn(), small)) usual.Warnings.Should().OnlyContain(w => w.Contains("few steps"));
        using (CompareJob other = CompareJob.Prepare(KifServices.BuiltIn(), small with { Model = EmbeddedModel.Folder() }))
            other.Warnings.Should().Contain(w => w.StartsWith("the tasks are those of the embedded stream"));
        Refused(small with { Seeds = [1, 2, 1] }, "compare.seeds names 1 twice (1,2,1)*");
        Refused(small with { Order = ["mood", "time", "mood"] }, "the order mood,time,mood names task 'mood' twice");
        Refused(small with { Orders = [["mood", "time"], ["mood", "time"]] }, "the order mood,time is given twice*");
        Refused(small with { Seeds = [] }, "compare.seeds is empty; allowed: one seed or more");
        Refused(small with { Strategies = [] }, "compare.strategies is empty; allowed: one strategy or more");
        Refused(small with { Order = ["mood", "", "time"] }, "compare.order is 'mood,,time', which has an empty name*");
        Refused(small with { Orders = [["mood"], [" "]] }, "compare.orders is ' ', which has an empty name*");
        Refused(small with { Unseen = ["mood", "mood"] }, "compare.unseen names task 'mood' twice");

        static void Refused(CompareSettings settings, string message) =>
            FluentActions.Invoking(() => CompareJob.Prepare(KifServices.BuiltIn(), settings)).Should().Throw<CompositionException>().WithMessage(message);
    }

    [Theory]
    [InlineData("exact-match", "3.14", "314", true)]
    [InlineData("exact-match", "-5", "5", true)]
    [InlineData("exact-match", "C", "C++", true)]
    [InlineData("exact-match-squad", "the", "a", true)]
    [InlineData("rouge-l", "A \u96e8", "A \u6674", true)]
    [InlineData("rouge-1", "dog bites man", "man bites dog", true)]
    [InlineData("rouge-2", "dog bites man", "man bites dog", false)]
    [InlineData("rouge-2", "a b c a", "b c a b", true)]
    [InlineData("rouge-l", "dog bites man", "man bites dog", false)]
    [InlineData("rouge-lsum", "dog bites man", "man bites dog", false)]
    [InlineData("rouge-lsum", "red\nblue", "blue\nred", true)]
    [InlineData("exact-match", "yes", "no", false)]
    [InlineData("exact-match-plain", "+", "-", false)]
    public void Labels_that_a_metric_can_not_tell_apart_are_told(string metric, string one, string other, bool told) =>
        Of(new("t", [new("1", one, "1"), new("2", other, "2")], [new("3", one, "1")]), metric)
            .Any(w => w.Contains("can't tell", StringComparison.Ordinal)).Should().Be(told);

    [Theory]
    [InlineData("A", true, "Paris", "Rome")]
    [InlineData("paris.", false, "Paris", "Rome")]
    [InlineData("A", true)]
    [InlineData("Paris", false)]
    public void A_right_answer_that_likelihood_can_not_choose_is_told(string answer, bool told, params string[] choices)
    {
        LearningTask task = new("t", [new("1", "Paris", "1"), new("2", "Rome", "2")], [new("3", answer, "3") { Choices = choices }]);
        string[] warnings = Of(task, "exact-match", AnswerMode.Likelihood);
        if (told) warnings.Should().ContainSingle().Which.Should().Contain("1 of 1 test rows can't be answered right by likelihood")
            .And.Contain("(the first: 'A', among 'Paris', 'Rome')");
        else warnings.Should().NotContain(w => w.Contains("by likelihood"));
        Of(task, "exact-match").Should().NotContain(w => w.Contains("by likelihood"));
    }

    private static string[] Warnings(string name, string metric)
    {
        TaskFolder folder = TaskFolder.Open(Path.Combine(Fixtures.Own, "cases", name));
        IReadOnlyList<LearningTask> tasks = folder.Load(folder.TaskNames).Tasks;
        tasks.Should().OnlyContain(t => t.Train.Count > 0 && t.Test.Count > 0);
        return [.. tasks.SelectMany(t => Of(t, metric)), .. TaskWarnings.Seen(tasks, tasks)];
    }

    private static string[] Of(LearningTask task, string metric, AnswerMode by = AnswerMode.Generation)
    {
        using var models = new PretrainedModels(EmbeddedModel.Folder(), new(), new());
        ITaskMetric scores = metric.EndsWith(" ignorecase", StringComparison.Ordinal) ? new JointGoalAccuracy(new() { IgnoreCase = true }) : Made(metric);
        var options = new EvaluationOptions { AnswerBy = by };
        return [.. new TaskWarnings(scores, options, new(models.Encoder, options)).Of(task, 128)];
    }

    private static ITaskMetric Made(string name)
    {
        ComponentDefinition definition = KifServices.BuiltIn().Component(ComponentKind.Metric, name);
        return (ITaskMetric)definition.Create(Activator.CreateInstance(definition.OptionsType)!);
    }
}
