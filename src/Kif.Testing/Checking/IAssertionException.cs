namespace Kif.Testing;

/// <summary>Marks failures, as opposed to errors: runners look for an interface of this name.</summary>
internal interface IAssertionException;
