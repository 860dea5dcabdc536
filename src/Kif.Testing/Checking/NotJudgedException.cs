namespace Kif.Testing;

/// <summary>There is nothing that a check could judge.</summary>
internal sealed class NotJudgedException(string message) : Exception(message);
