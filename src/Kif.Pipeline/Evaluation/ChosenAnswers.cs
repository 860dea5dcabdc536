using Kif.Models;

namespace Kif.Pipeline.Evaluation;

/// <summary>Answers by likelihood: the likeliest of the example's choices, or of the task's labels if it has none.</summary>
internal sealed class ChosenAnswers(IExampleEncoder encoder, EvaluationOptions options) : IAnswering
{
    public IReadOnlyList<string> Answer(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation)
    {
        IReadOnlyList<string> labels = task.Labels;
        Example[] questions = [.. task.Test.Select(e => e.Choices.Count > 0 ? e : e with { Choices = labels })];
        return new AnswerScoring(model, encoder, options.Likelihood, options.BatchSize).Choose(questions, weights, cancellation);
    }

    /// <exception cref="CompositionException">An example has more choices than allowed.</exception>
    public static void Check(LearningTask task, EvaluationOptions options)
    {
        int labels = task.Labels.Count;
        foreach (Example example in task.Test)
            if ((example.Choices.Count > 0 ? example.Choices.Count : labels) is var count && count > options.MostChoices)
                throw new CompositionException($"task '{task.Name}', example '{example.Id}' has {count} answers to choose from "
                    + $"({(example.Choices.Count > 0 ? "its own choices" : "the task's distinct outputs")}); at most {options.MostChoices} are allowed (compare.evaluation.mostchoices). "
                    + "Tasks with free answers are answered by generation");
    }
}
