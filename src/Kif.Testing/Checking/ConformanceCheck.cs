namespace Kif.Testing;

/// <summary>A promise that a component must keep.</summary>
/// <param name="Name">The name that runs it, e.g. <c>resume-between-tasks</c>.</param>
/// <param name="Promise">The promise in one sentence.</param>
/// <param name="Needs">Checks that must hold before this one can be judged.</param>
public sealed record ConformanceCheck(string Name, string Promise, IReadOnlyList<string> Needs);
