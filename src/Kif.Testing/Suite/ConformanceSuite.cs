namespace Kif.Testing;

/// <summary>The checks of one component, run by name; needs no test framework. Not thread-safe.</summary>
public sealed class ConformanceSuite
{
    private readonly Dictionary<string, Action> runs = [];
    private readonly Dictionary<string, ConformanceResult> results = [];
    private readonly string component;

    private ConformanceSuite(string component, IEnumerable<(ConformanceCheck Check, Action Run)> checks)
    {
        this.component = component;
        foreach ((ConformanceCheck check, Action run) in checks) runs.Add(check.Name, run);
        Checks = [.. checks.Select(c => c.Check)];
    }

    /// <summary>The checks in the order of <see cref="RunAll"/>; a check comes after those that it needs.</summary>
    internal IReadOnlyList<ConformanceCheck> Checks { get; }

    internal static ConformanceSuite Of<TSubject>(string component, TSubject subject, IReadOnlyList<PromiseCheck<TSubject>> checks) =>
        new(component, [.. checks.Select(c => (new ConformanceCheck(c.Name, c.Promise, c.Needs), (Action)(() => c.Run(subject))))]);

    /// <summary>Runs a check after those that it needs; each runs once.</summary>
    /// <param name="check">Its name.</param>
    /// <exception cref="ArgumentException">There is no such check; the message suggests the nearest name.</exception>
    public ConformanceResult Run(string check)
    {
        ConformanceCheck found = Checks.FirstOrDefault(c => c.Name == check)
            ?? throw new ArgumentException(UnknownName.Message("check", check, runs.Keys), nameof(check));
        return results.TryGetValue(check, out ConformanceResult? result) ? result : results[check] = Judge(found);
    }

    /// <summary>Runs every check.</summary>
    public IReadOnlyList<ConformanceResult> RunAll() => [.. Checks.Select(c => Run(c.Name))];

    private ConformanceResult Judge(ConformanceCheck check)
    {
        if (check.Needs.Select(Run).FirstOrDefault(r => r.Verdict is ConformanceVerdict.Broken or ConformanceVerdict.NotJudged) is { } missing)
            return new(check.Name, ConformanceVerdict.NotJudged, $"not judged, because '{missing.Check}' does not hold: {missing.Message}");
        try
        {
            runs[check.Name]();
            return new(check.Name, ConformanceVerdict.Holds, "");
        }
        catch (NotApplicableException e)
        {
            return new(check.Name, ConformanceVerdict.NotApplicable, e.Message);
        }
        catch (ConformanceException e)
        {
            return new(check.Name, ConformanceVerdict.Broken, $"{component} {e.Message}; promise: {check.Promise} ({check.Name})");
        }
        catch (Exception e)
        {
            return new(check.Name, ConformanceVerdict.Broken,
                $"{component} threw {e.GetType().Name}: {e.Message}; promise: {check.Promise} ({check.Name})\n{e.StackTrace}");
        }
    }
}

/// <summary>A promise that a component must keep.</summary>
/// <param name="Name">The name that runs it, e.g. <c>resume-between-tasks</c>.</param>
/// <param name="Promise">The promise in one sentence.</param>
/// <param name="Needs">Checks that must hold before this one can be judged.</param>
internal sealed record ConformanceCheck(string Name, string Promise, IReadOnlyList<string> Needs);

/// <summary>The outcome of one check.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Message">The component's behavior and the broken promise, or the reason for no verdict; empty if the promise is kept.</param>
public sealed record ConformanceResult(string Check, ConformanceVerdict Verdict, string Message);

/// <summary>The verdict of a check.</summary>
public enum ConformanceVerdict
{
    /// <summary>The promise is kept.</summary>
    Holds,

    /// <summary>The promise is broken; the message describes the component's behavior.</summary>
    Broken,

    /// <summary>A check that this one needs does not hold, so there is no verdict; the message names it.</summary>
    NotJudged,

    /// <summary>There is nothing to check; the message names the missing input.</summary>
    NotApplicable,
}

/// <summary>A check and the code that runs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Promise">The promise in one sentence, without a full stop.</param>
/// <param name="Run">Throws a <see cref="ConformanceException"/> that describes the component's behavior.</param>
/// <param name="Needs">Checks that must hold before this one can be judged.</param>
internal sealed record PromiseCheck<TSubject>(string Name, string Promise, Action<TSubject> Run, params string[] Needs);

/// <summary>The exception for a broken promise. Test frameworks that recognize its interface report a failure, not an error.</summary>
/// <param name="message">The component's behavior and the promise.</param>
/// <param name="inner">The component's exception, or null.</param>
internal sealed class ConformanceException(string message, Exception? inner = null) : Exception(message, inner), IAssertionException;

/// <summary>The exception for a check that does not apply.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);

/// <summary>The marker of failures, as opposed to errors: test runners look for an interface of this name.</summary>
internal interface IAssertionException;
