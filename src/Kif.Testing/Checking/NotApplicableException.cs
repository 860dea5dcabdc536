namespace Kif.Testing;

/// <summary>There is nothing that a check could judge.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);
