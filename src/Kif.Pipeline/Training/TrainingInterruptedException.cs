namespace Kif.Pipeline.Training;

/// <summary>The exception for training that can't continue: too many consecutive steps had gradients that are not finite.</summary>
/// <param name="message">The problem, with a possible remedy.</param>
public sealed class TrainingInterruptedException(string message) : Exception(message);
