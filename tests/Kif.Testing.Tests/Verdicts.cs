namespace Kif.Testing.Tests;

/// <summary>Assertions on what a suite found.</summary>
internal static class Verdicts
{
    /// <summary>Nothing is broken, and only the checks that are named have nothing to judge.</summary>
    public static void Clean(ConformanceSuite suite, params string[] notJudged)
    {
        IReadOnlyList<ConformanceResult> results = suite.RunAll();
        string.Join('\n', results.Where(r => r.Verdict == ConformanceVerdict.Broken).Select(r => r.Message)).Should().BeEmpty();
        results.Where(r => r.Verdict == ConformanceVerdict.NotJudged).Select(r => r.Check).Should().BeSubsetOf(notJudged);
    }
}
