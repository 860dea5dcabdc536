namespace Kif.Testing;

/// <summary>A component broke a promise. Test frameworks that know assertion exceptions by their interface show it as a failure, not as an error.</summary>
/// <param name="message">What the component did, and the promise.</param>
/// <param name="inner">What the component threw, or null.</param>
public sealed class ConformanceException(string message, Exception? inner = null) : Exception(message, inner), IAssertionException;
