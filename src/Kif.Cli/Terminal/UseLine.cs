namespace Kif.Cli;

/// <summary>The command that uses what a comparison has learned.</summary>
internal static class UseLine
{
    /// <summary>Returns the command for the best run; null if there is none to use.</summary>
    /// <param name="folder">The output folder.</param>
    /// <param name="result">Its runs.</param>
    public static string? Of(string folder, ComparisonResult result)
    {
        // A bound that saw all tasks at once is no candidate beside others.
        StrategyRun[] contenders = [.. result.Runs.Where(r => !ScoreBlock.IsJoint(r.Matrix))];
        StrategyRun? best = (contenders.Length > 0 ? contenders : result.Runs).GroupBy(r => r.Strategy)
            .MaxBy(g => g.Average(r => ContinualMetrics.AveragePerformance(r.Matrix)))?.First();
        return best is null ? null : $"kif chat {Quoted(RunFolder.PathOf(folder, best.Key))}";
    }

    private static string Quoted(string path) => path.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '\\' or ':')
        ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
