namespace Kif.Cli;

/// <summary>The command that uses what a comparison has learned.</summary>
internal static class UseLine
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    /// <summary>Returns the command for the best run that answers without further arguments; null if there is none to use.</summary>
    /// <param name="folder">The output folder.</param>
    /// <param name="result">Its runs.</param>
    public static string? Of(string folder, ComparisonResult result)
    {
        // A bound that saw all tasks at once is no candidate beside others.
        StrategyRun[] contenders = [.. result.Runs.Where(r => !ScoreBlock.IsJoint(r.Matrix))];
        return (contenders.Length > 0 ? contenders : result.Runs).GroupBy(r => r.Strategy)
            .OrderByDescending(g => g.Average(r => ContinualMetrics.AveragePerformance(r.Matrix)))
            .Select(g => RunFolder.PathOf(folder, g.First().Key)).Where(Answers).Select(Of).FirstOrDefault();
    }

    /// <summary>Returns the command for a folder that answers.</summary>
    public static string Of(string folder) => $"kif chat {Quoted(folder)}";

    private static bool Answers(string run)
    {
        try
        {
            AnswerSource.Find(run, Composer);
            return true;
        }
        // It keeps no weights, asks for a task, or its model is not there.
        catch (Exception e) when (e is CompositionException or IOException or InvalidDataException)
        {
            return false;
        }
    }

    private static string Quoted(string path) => path.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '\\' or ':')
        ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
