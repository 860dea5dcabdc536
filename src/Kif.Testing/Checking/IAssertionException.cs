namespace Kif.Testing;

/// <summary>The marker of failures, as opposed to errors: test runners look for an interface of this name.</summary>
internal interface IAssertionException;
