namespace Kif.Pipeline.Evaluation;

/// <summary>Answers a test set and scores the answers.</summary>
/// <param name="encoder">The encoder of texts to token ids and back.</param>
/// <param name="metric">The metric.</param>
/// <param name="options">The answer mode and its limits.</param>
public sealed class Evaluator(IExampleEncoder encoder, ITaskMetric metric, EvaluationOptions options)
{
    private readonly IAnswering answering = options.AnswerBy == AnswerMode.Likelihood ? new ChosenAnswers(encoder, options) : new WrittenAnswers(encoder, options);

    /// <summary>Throws if a task can't be answered or scored this way; called before training.</summary>
    /// <exception cref="CompositionException">The message names the task and the example.</exception>
    public static void Check(LearningTask task, ITaskMetric metric, EvaluationOptions options)
    {
        metric.Check(task.Name, task.Test);
        if (options.AnswerBy == AnswerMode.Likelihood) ChosenAnswers.Check(task, options);
    }

    /// <summary>Answers and scores one task; answers are in the order of the test examples.</summary>
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
