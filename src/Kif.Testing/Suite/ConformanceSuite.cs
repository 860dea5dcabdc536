namespace Kif.Testing;

/// <summary>The checks of one component, run by name; needs no test framework. Not thread-safe.</summary>
public sealed partial class ConformanceSuite
{
    private readonly Dictionary<string, ConformanceResult> results = [];
    private readonly string component;

    private ConformanceSuite(string component, IReadOnlyList<ConformanceCheck> promises) => (this.component, Promises) = (component, promises);

    /// <summary>The names of the checks in the order of <see cref="RunAll"/>; a check comes after those that it needs.</summary>
    public IReadOnlyList<string> Checks => [.. Promises.Select(p => p.Name)];

    /// <summary>The checks with their promises.</summary>
    internal IReadOnlyList<ConformanceCheck> Promises { get; }

    internal static ConformanceSuite Of<TSubject>(string component, TSubject subject, IReadOnlyList<PromiseCheck<TSubject>> checks) =>
        new(component, [.. checks.Select(c => new ConformanceCheck(c.Name, c.Promise, c.Needs, () => c.Run(subject)))]);

    /// <summary>Runs a check after those that it needs; each runs once.</summary>
    /// <param name="check">Its name.</param>
    /// <returns>
    /// True and an empty message if the promise is kept. False if it is broken; the message describes the component's behavior. Null if there is no verdict,
    /// because a check that this one needs does not hold or an input is missing; the message names it.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such check; the message suggests the nearest name.</exception>
    public (bool? Holds, string Message) Run(string check)
    {
        ConformanceResult result = Judge(check);
        return (result.Holds, result.Message);
    }

    /// <summary>Runs every check.</summary>
    /// <returns>The results as <see cref="Run"/> returns them, each with the check's name.</returns>
    public IReadOnlyList<(string Check, bool? Holds, string Message)> RunAll() => [.. JudgeAll().Select(r => (r.Check, r.Holds, r.Message))];

    /// <summary>Runs a check as <see cref="Run"/> does and distinguishes the reasons for no verdict.</summary>
    internal ConformanceResult Judge(string check)
    {
        ConformanceCheck found = Promises.FirstOrDefault(p => p.Name == check)
            ?? throw new ArgumentException(UnknownName.Message("check", check, Checks), nameof(check));
        return results.TryGetValue(check, out ConformanceResult? result) ? result : results[check] = Judge(found);
    }

    /// <summary>Returns the checks that can't be judged before another one holds.</summary>
    internal IReadOnlyList<string> WaitingFor(string check)
    {
        HashSet<string> waiting = [check];
        // A check comes after those that it needs.
        foreach (ConformanceCheck promise in Promises)
            if (promise.Needs.Any(waiting.Contains)) waiting.Add(promise.Name);
        return [.. Promises.Select(p => p.Name).Where(n => n != check && waiting.Contains(n))];
    }

    internal IReadOnlyList<ConformanceResult> JudgeAll() => [.. Promises.Select(p => Judge(p.Name))];

    private static string Explain(Exception e) => e is NullReferenceException && FreedTensors.HookOf(e) is not null
        ? " (before the first task ends a kept tensor is null, and so is what the plan or the traits did not ask for, such as PreviousWeights)" : "";

    private ConformanceResult Judge(ConformanceCheck check)
    {
        if (check.Needs.Select(Judge).FirstOrDefault(r => r.Verdict is ConformanceVerdict.Broken or ConformanceVerdict.NotJudged) is { } missing)
            return new(check.Name, ConformanceVerdict.NotJudged, $"not judged until '{missing.Cause}' holds") { Cause = missing.Cause };
        try
        {
            check.Run();
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
            string where = FreedTensors.HookOf(e) is { } hook ? $" in {hook}" : "";
            return new(check.Name, ConformanceVerdict.Broken,
                $"{component} threw {e.GetType().Name}{where}: {e.Message}{Explain(e)}; promise: {check.Promise} ({check.Name})\n{e.StackTrace}");
        }
    }
}

/// <summary>A promise that a component must keep, and its check.</summary>
/// <param name="Name">The name that runs it, e.g. <c>resume-between-tasks</c>.</param>
/// <param name="Promise">The promise in one sentence.</param>
/// <param name="Needs">Checks that must hold before this one can be judged.</param>
/// <param name="Run">Runs the check on the component.</param>
internal sealed record ConformanceCheck(string Name, string Promise, IReadOnlyList<string> Needs, Action Run);

/// <summary>The outcome of one check.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Message">The component's behavior and the broken promise, or the reason for no verdict; empty if the promise is kept.</param>
internal sealed record ConformanceResult(string Check, ConformanceVerdict Verdict, string Message)
{
    /// <summary>The check that is broken and for whose sake there is no verdict; the check itself otherwise.</summary>
    public string Cause { get; init; } = Check;

    /// <summary>Whether the promise is kept; null without a verdict.</summary>
    public bool? Holds => Verdict switch { ConformanceVerdict.Holds => true, ConformanceVerdict.Broken => false, _ => null };
}

/// <summary>The verdict of a check.</summary>
internal enum ConformanceVerdict
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
