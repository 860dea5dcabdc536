using Kif.Pipeline.Comparison;
using Kif.Pipeline.Evaluation;

namespace Kif.Reports.Answers;

/// <summary>A test example with the answers of the strategies, for one order and seed.</summary>
/// <param name="Task">Its task.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reference">The reference answer.</param>
/// <param name="Answers">One per strategy of the report; null for a strategy without one.</param>
internal sealed record ComparedExample(string Task, string Id, string Reference, IReadOnlyList<ComparedAnswer?> Answers)
{
    /// <summary>Whether at least one strategy forgot it.</summary>
    public bool Forgotten => Answers.Any(a => a?.Forgotten ?? false);

    /// <summary>Collects the examples of the learned tasks, task after task.</summary>
    /// <param name="runs">The runs of one order and seed.</param>
    /// <param name="strategies">The strategies of the report.</param>
    /// <param name="rule">The rule by which an answer is right.</param>
    public static ComparedExample[] Of(IReadOnlyList<StrategyRun> runs, IReadOnlyList<string> strategies, ExactMatch rule)
    {
        var answers = strategies.Select(s => runs.FirstOrDefault(r => r.Strategy == s)).Select(r => r is null ? [] : Answered(r, rule)).ToArray();
        return [.. answers.SelectMany(a => a.Keys).Distinct().Select(key => new ComparedExample(key.Task, key.Id, key.Reference, [.. answers.Select(a => a.GetValueOrDefault(key))]))];
    }

    private static Dictionary<(string Task, string Id, string Reference), ComparedAnswer> Answered(StrategyRun run, ExactMatch rule)
    {
        var answered = new Dictionary<(string, string, string), ComparedAnswer>();
        int last = run.Matrix.Tasks.Count;
        foreach ((string task, int index) in run.Matrix.Tasks.Select((t, i) => (t, i)))
        {
            Prediction[] final = [.. run.Predictions.Where(p => p.After == last && p.Task == task)];
            Dictionary<string, Prediction> learnt = run.Predictions.Where(p => p.After == index + 1 && p.Task == task).DistinctBy(p => p.Id).ToDictionary(p => p.Id);
            foreach (Prediction end in final)
            {
                Prediction begin = learnt.GetValueOrDefault(end.Id, end);
                answered.TryAdd((task, end.Id, end.Reference), new(begin.Answer, end.Answer, Right(begin, rule), Right(end, rule)));
            }
        }
        return answered;
    }

    private static bool Right(Prediction p, ExactMatch rule) => (p.References ?? [p.Reference]).Any(r => rule.Matches(p.Answer, r));
}
