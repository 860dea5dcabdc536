namespace Kif.Testing.Tests;

/// <summary>Assertions on what a suite found.</summary>
internal static class Verdicts
{
    /// <summary>Nothing is broken, and only the checks that are named have nothing to check.</summary>
    public static void Clean(ConformanceSuite suite, params string[] notApplicable)
    {
        IReadOnlyList<ConformanceResult> results = suite.JudgeAll();
        string.Join('\n', results.Where(r => r.Verdict == ConformanceVerdict.Broken).Select(r => r.Message)).Should().BeEmpty();
        results.Should().NotContain(r => r.Verdict == ConformanceVerdict.NotJudged);
        results.Where(r => r.Verdict == ConformanceVerdict.NotApplicable).Select(r => r.Check).Should().BeSubsetOf(notApplicable);
    }

    /// <summary>These checks hold, and those that they need.</summary>
    public static void Hold(ConformanceSuite suite, params string[] checks)
    {
        foreach (string check in checks) suite.Judge(check).Should().Be(new ConformanceResult(check, ConformanceVerdict.Holds, ""));
    }

    /// <summary>One check is broken and says the promise, no other is; null: none.</summary>
    public static void CaughtBy(ConformanceSuite suite, string? check)
    {
        IReadOnlyList<ConformanceResult> all = suite.JudgeAll();
        if (check is null) all.Should().NotContain(r => r.Verdict == ConformanceVerdict.NotJudged);
        ConformanceResult[] broken = [.. all.Where(r => r.Verdict == ConformanceVerdict.Broken)];
        string.Join('\n', broken.Where(r => r.Check != check).Select(r => r.Message)).Should().BeEmpty();
        broken.Select(r => r.Check).Should().Equal(check is null ? [] : [check]);
        foreach (ConformanceResult result in broken)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(result.Message);
            result.Message.Should().Contain("wrong").And.Contain($"promise: {suite.Promises.Single(c => c.Name == check).Promise}");
        }
    }
}
