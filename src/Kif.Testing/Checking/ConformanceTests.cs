namespace Kif.Testing;

/// <summary>The base class of all conformance classes: a broken promise fails the test, a known failure is skipped with its reason.</summary>
public abstract class ConformanceTests
{
    private const string Skip = "$XunitDynamicSkip$";

    /// <summary>Creates the base of one of the kit's own classes.</summary>
    protected ConformanceTests() { }

    /// <summary>
    /// Checks that are known to fail, with the reason. Such a check still runs: it is skipped while it fails, and fails once it holds. Default: none.
    /// </summary>
    protected virtual IReadOnlyDictionary<string, string> NotExpected { get; } = new Dictionary<string, string>();

    private protected abstract ConformanceSuite Suite { get; }

    private protected void Judge(string check)
    {
        ConformanceSuite suite = Suite;
        if (NotExpected.Keys.FirstOrDefault(name => suite.Checks.All(c => c.Name != name)) is { } stray)
            throw new ConformanceException($"{nameof(NotExpected)}: {UnknownName.Message("check", stray, suite.Checks.Select(c => c.Name))}");
        ConformanceResult result = suite.Run(check);
        bool excused = NotExpected.TryGetValue(check, out string? reason);
        if (result.Verdict == ConformanceVerdict.Holds && excused)
            throw new ConformanceException($"'{check}' holds, but {nameof(NotExpected)} says that it does not ({reason}); take it out");
        if (result.Verdict == ConformanceVerdict.Broken && !excused) throw new ConformanceException(result.Message);
        if (result.Verdict == ConformanceVerdict.Broken) throw new ConformanceException($"{Skip}known not to hold: {reason}");
        if (result.Verdict is ConformanceVerdict.NotJudged or ConformanceVerdict.NotApplicable) throw new ConformanceException(Skip + result.Message);
    }
}
