namespace Kif.Pipeline.Examination;

/// <summary>What was found about one thing that running needs.</summary>
/// <param name="Subject">The thing, e.g. <c>memory</c>.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">What was seen.</param>
/// <param name="Advice">What to do; null where there is nothing to do.</param>
public sealed record Observation(string Subject, ObservationLevel Level, string Text, string? Advice = null);
