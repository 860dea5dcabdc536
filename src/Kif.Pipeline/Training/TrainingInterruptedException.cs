namespace Kif.Pipeline.Training;

/// <summary>Training can't go on: too many steps in a row had gradients that are not finite.</summary>
/// <param name="message">What was seen and what may help.</param>
public sealed class TrainingInterruptedException(string message) : Exception(message);
