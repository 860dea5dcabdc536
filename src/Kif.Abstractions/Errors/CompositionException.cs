namespace Kif;

/// <summary>The error of parts, options or a model that do not go together; thrown when they are composed, before any work is done.</summary>
/// <param name="message">The problem, the value seen and the values allowed.</param>
public sealed class CompositionException(string message) : Exception(message);
