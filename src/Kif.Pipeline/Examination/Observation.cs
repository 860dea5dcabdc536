namespace Kif.Pipeline.Examination;

/// <summary>The result of checking one requirement.</summary>
/// <param name="Subject">The requirement, e.g. <c>memory</c>.</param>
/// <param name="Level">The severity.</param>
/// <param name="Text">The observed state.</param>
/// <param name="Advice">The remedy; null if none is needed.</param>
public sealed record Observation(string Subject, ObservationLevel Level, string Text, string? Advice = null);
