namespace Kif.Pipeline.Tuning;

/// <summary>A trial that is done.</summary>
/// <param name="Number">1-based; the first has the defaults.</param>
/// <param name="Settings">What it set.</param>
/// <param name="Score">AP on the held-out examples in percent; NaN where it failed.</param>
/// <param name="Seconds">Wall time of its training.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record Trial(int Number, TrialSettings Settings, double Score, double Seconds, string? Failure = null);
