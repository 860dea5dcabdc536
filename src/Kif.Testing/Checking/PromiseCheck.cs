namespace Kif.Testing;

/// <summary>A check and the code that runs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Promise">The promise in one sentence, without a full stop.</param>
/// <param name="Run">Throws a <see cref="ConformanceException"/> that describes the component's behavior.</param>
/// <param name="Needs">Checks that must hold before this one can be judged.</param>
internal sealed record PromiseCheck<TSubject>(string Name, string Promise, Action<TSubject> Run, params string[] Needs);
