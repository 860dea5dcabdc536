namespace Kif.Testing;

/// <summary>A promise that a component is held to.</summary>
/// <param name="Name">The name by which it is run, e.g. <c>resume-between-tasks</c>.</param>
/// <param name="Promise">The promise in one sentence.</param>
/// <param name="Needs">Checks without which this one can't be judged.</param>
public sealed record ConformanceCheck(string Name, string Promise, IReadOnlyList<string> Needs);
