namespace Kif.Pipeline.Evaluation;

/// <summary>Answers a test set and scores the answers.</summary>
/// <param name="encoder">Texts to token ids and back.</param>
/// <param name="metric">The score.</param>
/// <param name="options">How answers come about.</param>
public sealed class Evaluator(IExampleEncoder encoder, ITaskMetric metric, EvaluationOptions options)
{
    private readonly IAnswering answering = options.AnswerBy == AnswerMode.Likelihood ? new ChosenAnswers(encoder, options) : new WrittenAnswers(encoder, options);

    /// <summary>Refuses a task that can't be answered or scored this way; before anything is trained.</summary>
    /// <exception cref="CompositionException">The message names the task and the example.</exception>
    public static void Check(LearningTask task, ITaskMetric metric, EvaluationOptions options)
    {
        metric.Check(task.Name, task.Test);
        if (options.AnswerBy == AnswerMode.Likelihood) ChosenAnswers.Check(task, options);
    }

    /// <summary>The score of one task and its answers in the order of the test examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The weights to answer with.</param>
    /// <param name="task">The task; its test set is not empty.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public (double Score, IReadOnlyList<string> Answers) Evaluate(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> answers = answering.Answer(model, weights, task, cancellation);
        return (metric.Score(answers, task.Test), answers);
    }
}
