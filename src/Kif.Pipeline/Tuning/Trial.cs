namespace Kif.Pipeline.Tuning;

/// <summary>A finished trial of a search.</summary>
/// <param name="Number">1-based; the first has the defaults.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Score">AP on the held-out examples in percent; NaN if it failed.</param>
/// <param name="Seconds">Wall time of its training in seconds.</param>
/// <param name="Failure">The error message; null if it did not fail.</param>
public sealed record Trial(int Number, TrialSettings Settings, double Score, double Seconds, string? Failure = null);
