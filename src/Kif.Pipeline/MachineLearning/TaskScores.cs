namespace Kif.Pipeline.MachineLearning;

/// <summary>The scores of one task's answers.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Count">Number of answers.</param>
/// <param name="Scores">Percent, by the name of the metric.</param>
public sealed record TaskScores(string Task, int Count, IReadOnlyDictionary<string, double> Scores);
