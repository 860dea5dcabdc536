namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>Answers texts; safe to share between threads.</summary>
internal interface IAnswerer
{
    /// <summary>One answer per text.</summary>
    /// <param name="inputs">The prompts.</param>
    /// <param name="tasks">The task of each; null where it need not be told.</param>
    IReadOnlyList<string> Answer(IReadOnlyList<string> inputs, IReadOnlyList<string>? tasks);
}
