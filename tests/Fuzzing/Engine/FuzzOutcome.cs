namespace Kif.Fuzzing;

/// <summary>What became of a case.</summary>
/// <param name="Kind">"loaded", or the name of the exception.</param>
/// <param name="Finding">What is wrong with that; null if nothing is.</param>
internal readonly record struct FuzzOutcome(string Kind, string? Finding = null);
