namespace Kif.Testing;

/// <summary>The outcome of one check.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Verdict">What it found.</param>
/// <param name="Message">What the component did and which promise it broke, or why there is no judgement; empty where the promise is kept.</param>
public sealed record ConformanceResult(string Check, ConformanceVerdict Verdict, string Message);
