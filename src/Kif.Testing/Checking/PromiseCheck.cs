namespace Kif.Testing;

/// <summary>A check and the code that runs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Promise">The promise in one sentence, without a full stop.</param>
/// <param name="Run">Throws a <see cref="ConformanceException"/> that says what the component did.</param>
/// <param name="Needs">Checks without which this one can't be judged.</param>
internal sealed record PromiseCheck<TSubject>(string Name, string Promise, Action<TSubject> Run, params string[] Needs);
