namespace Kif.Testing;

/// <summary>The outcome of one check.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Message">The component's behavior and the broken promise, or the reason for no verdict; empty if the promise is kept.</param>
public sealed record ConformanceResult(string Check, ConformanceVerdict Verdict, string Message);
