namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>Answers prompts; safe to share between threads.</summary>
internal interface IAnswerer
{
    /// <summary>Returns one answer per prompt.</summary>
    /// <param name="inputs">The prompts.</param>
    /// <param name="tasks">The task of each prompt; null where answering does not need it.</param>
    IReadOnlyList<string> Answer(IReadOnlyList<string> inputs, IReadOnlyList<string>? tasks);
}
