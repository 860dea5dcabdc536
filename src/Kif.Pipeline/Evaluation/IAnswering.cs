namespace Kif.Pipeline.Evaluation;

/// <summary>A method of answering a test set.</summary>
internal interface IAnswering
{
    /// <summary>Returns the answers in the order of the task's test examples.</summary>
    IReadOnlyList<string> Answer(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation);
}
