namespace Kif.Testing;

/// <summary>The exception for a broken promise. Test frameworks that recognize its interface report a failure, not an error.</summary>
/// <param name="message">The component's behavior and the promise.</param>
/// <param name="inner">The component's exception, or null.</param>
public sealed class ConformanceException(string message, Exception? inner = null) : Exception(message, inner), IAssertionException;
