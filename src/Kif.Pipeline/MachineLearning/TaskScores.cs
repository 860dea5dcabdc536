namespace Kif.Pipeline.MachineLearning;

/// <summary>The scores of one task's answers.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Count">Number of answers.</param>
/// <param name="Scores">Scores in percent, by metric name.</param>
public sealed record TaskScores(string Task, int Count, IReadOnlyDictionary<string, double> Scores);
