namespace Kif.Pipeline.Tuning;

/// <summary>The settings of a trial.</summary>
/// <param name="Options">Options of the strategy by path; none for the defaults.</param>
/// <param name="LearningRate">The learning rate; null for the comparison's.</param>
public sealed record TrialSettings(IReadOnlyDictionary<string, string> Options, double? LearningRate = null);
