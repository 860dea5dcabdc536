using Kif.Models;

namespace Kif.Tests.Evaluation;

/// <summary>Answers by writing and by choosing, with the embedded model.</summary>
public sealed class EvaluatorTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly PretrainedModels models = new(EmbeddedModel.Folder(), new(), new());
    private readonly ILanguageModel model;
    private readonly Tensor weights;

    public EvaluatorTests()
    {
        model = models.Create(TrainedWeights.Adapter);
        weights = model.InitialWeights(new(1));
    }

    private static LearningTask Task => EmbeddedStream.Create(5, 40, 12).Tasks.Single(t => t.Name == "time");

    public void Dispose()
    {
        model.Dispose();
        models.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void The_likeliest_label_of_the_task_is_the_answer()
    {
        (double score, IReadOnlyList<string> answers) = Answer(Task, new() { AnswerBy = AnswerMode.Likelihood });
        Task.Labels.Should().HaveCount(3);
        Example[] questions = [.. Task.Test.Select(e => e with { Choices = Task.Labels })];
        IReadOnlyList<double[]> scores = new AnswerScoring(model, models.Encoder).Score(questions, weights, TestContext.Current.CancellationToken);
        answers.Should().Equal(scores.Select(s => Task.Labels[Array.IndexOf(s, s.Max())]));
        score.Should().Be(new ExactMatch().Score(answers, Task.Test));
    }

    [Fact]
    public void Choices_of_an_example_come_before_the_labels_of_its_task()
    {
        LearningTask task = Task with { Test = [.. Task.Test.Select((e, i) => i % 2 == 0 ? e with { Choices = ["red", "blue"] } : e)] };
        IReadOnlyList<string> answers = Answer(task, new() { AnswerBy = AnswerMode.Likelihood }).Answers;
        answers.Where((_, i) => i % 2 == 0).Should().BeSubsetOf(["red", "blue"]);
        answers.Where((_, i) => i % 2 == 1).Should().BeSubsetOf(task.Labels);
    }

    [Theory, InlineData(AnswerMode.Generation), InlineData(AnswerMode.Likelihood)]
    public void Answers_do_not_depend_on_the_batch(AnswerMode mode) =>
        Answer(Task, new() { AnswerBy = mode, BatchSize = 1 }).Answers.Should().Equal(Answer(Task, new() { AnswerBy = mode, BatchSize = 50 }).Answers);

    [Fact]
    public void The_form_of_the_likelihood_changes_what_is_chosen()
    {
        var random = new RandomStream(4);
        string[] words = [.. EmbeddedVocabulary.Words()];
        string Choice(int length) => string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.Next(words.Length)]));
        string[] Choices() => [.. Enumerable.Range(0, 12).Select(i => Choice(2 + i % 6))];
        IEnumerable<Example> examples = Enumerable.Repeat(Task.Test, 3).SelectMany(t => t).Take(24);
        LearningTask task = Task with { Test = [.. examples.Select((e, i) => e with { Id = $"{i}", Choices = Choices() })] };
        string Chosen(LikelihoodForm form) => string.Join('|', Answer(task, new() { AnswerBy = AnswerMode.Likelihood, Likelihood = form }).Answers);
        Enum.GetValues<LikelihoodForm>().Select(Chosen).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Tasks_with_too_many_answers_are_refused()
    {
        LearningTask task = Task with { Train = [.. Enumerable.Range(0, 101).Select(i => new Example("i", $"{i}", $"{i}"))] };
        var options = new EvaluationOptions { AnswerBy = AnswerMode.Likelihood };
        FluentActions.Invoking(() => Evaluator.Check(task, new ExactMatch(), options)).Should().Throw<CompositionException>()
            .WithMessage(
                "task 'time', example 'time-test-0' has 101 answers to choose from (the task's distinct outputs); "
                + "at most 100 are allowed (compare.evaluation.maxchoices)*");
        Evaluator.Check(task, new ExactMatch(), options with { MaxChoices = 101 });
        Evaluator.Check(Task with { Test = [Task.Test[0] with { Choices = ["x"] }] }, new ExactMatch(), options with { MaxChoices = 2 });
        Evaluator.Check(task, new ExactMatch(), new());
        FluentActions.Invoking(() => Evaluator.Check(task, new JointGoalAccuracy(), new())).Should().Throw<CompositionException>()
            .WithMessage("task 'time', example *");
    }

    private (double Score, IReadOnlyList<string> Answers) Answer(LearningTask task, EvaluationOptions options) =>
        new Evaluator(models.Encoder, new ExactMatch(), options).Evaluate(model, weights, task, TestContext.Current.CancellationToken);
}
