namespace Kif;

/// <summary>Parts, options or a model that do not go together; found when they are composed, before any work is done.</summary>
/// <param name="message">What was wrong, the value seen and what is allowed.</param>
public sealed class CompositionException(string message) : Exception(message);
