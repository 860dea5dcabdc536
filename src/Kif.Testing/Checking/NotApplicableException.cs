namespace Kif.Testing;

/// <summary>The exception for a check that does not apply.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);
