namespace Kif.Reports;

/// <summary>One question through all tasks: what each strategy answered after each of them.</summary>
/// <param name="Run">The order and seed.</param>
/// <param name="Example">The question with its answers.</param>
/// <param name="Tasks">The tasks in the order in which they were learned.</param>
internal sealed record QuestionPath(RunKey Run, ComparedExample Example, IReadOnlyList<string> Tasks)
{
    private const int Short = 160;

    /// <summary>
    /// Chooses the most telling question: one that some strategies forgot and others did not, asked early enough to be forgotten, whose text is known and
    /// short; null without answers.
    /// </summary>
    public static QuestionPath? Of(ReportData data, IReadOnlyList<(RunKey Run, ComparedExample[] Examples)> runs)
    {
        bool[] contends = [.. data.Strategies.Select(s => data.Roles[s] != StrategyRole.UpperBound)];
        return runs.Take(1).SelectMany(r => r.Examples.Select(e => new QuestionPath(r.Run, e, data.Orders[r.Run.Order])))
            .OrderByDescending(q => Telling(q, contends)).FirstOrDefault();
    }

    private static double Telling(QuestionPath question, bool[] contends)
    {
        ComparedExample e = question.Example;
        ComparedAnswers[] judged = [.. e.Answers.Where((a, s) => a is not null && contends[s]).OfType<ComparedAnswers>()];
        int forgot = judged.Count(a => a.Forgotten), kept = judged.Count(a => a.AfterLearning.Right && a.Final.Right);
        int at = question.Tasks.ToList().IndexOf(e.Task);
        int changes = judged.Sum(a => a.Path.Select(p => p.Answer?.Text).Distinct().Count());
        return 100 * Math.Min(forgot, kept) + 10 * Math.Min(1, forgot) + (e.Differs(contends) ? 20 : 0) + (e.Question is { Length: <= Short } ? 50 : 0) - 4 * at
            + 0.5 * changes;
    }
}
