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
    public IReadOnlyList<ConformanceCheck> Checks { get; }

    internal static ConformanceSuite Of<TSubject>(string component, TSubject subject, IReadOnlyList<PromiseCheck<TSubject>> checks) =>
        new(component, [.. checks.Select(c => (new ConformanceCheck(c.Name, c.Promise, c.Needs), (Action)(() => c.Run(subject))))]);

    /// <summary>Runs a check after those that it needs; each runs once.</summary>
    /// <param name="check">Its name.</param>
    /// <exception cref="ArgumentException">There is no such check; the message suggests the nearest name.</exception>
    public ConformanceResult Run(string check)
    {
        ConformanceCheck found = Checks.FirstOrDefault(c => c.Name == check) ?? throw new ArgumentException(UnknownName.Message("check", check, runs.Keys), nameof(check));
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
            return new(check.Name, ConformanceVerdict.Broken, $"{component} threw {e.GetType().Name}: {e.Message}; promise: {check.Promise} ({check.Name})\n{e.StackTrace}");
        }
    }
}
