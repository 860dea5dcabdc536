using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The data of the page's table of answers: those of all strategies, right after each task was learned and at the end.</summary>
internal static class AnswerData
{
    /// <summary>The most characters that the answers may take in the page.</summary>
    public const int Budget = 1_100_000;

    private const int FewestPerTask = 1;

    /// <summary>Collects the answers; also returns the number of examples in the page and the number of all examples.</summary>
    public static (JsonObject Json, int Kept, int All) Of(ReportData data)
    {
        ExactMatch rule = ScoringMetric.MetricOf(data.Sources[0].Saved.Description);
        ComparedExample[][] runs = [.. data.Result.Runs.GroupBy(r => (r.Order, r.Seed)).Select(g => ComparedExample.Of([.. g], data.Strategies, rule))];
        int all = runs.Sum(r => r.Length), per = runs.SelectMany(r => r.GroupBy(e => e.Task)).Select(g => g.Count()).DefaultIfEmpty(0).Max();
        while (true)
        {
            ComparedExample[][] kept = [.. runs.Select(r => Sample(r, per))];
            JsonObject json = Json(data, kept);
            int size = json.ToJsonString().Length;
            if (size <= Budget || per <= FewestPerTask) return (json, kept.Sum(r => r.Length), all);
            per = Math.Max(FewestPerTask, Math.Min(per - 1, (int)(0.95 * per * Budget / size)));
        }
    }

    /// <summary>Chooses a number of examples per task: first those that a strategy forgot, then others evenly.</summary>
    private static ComparedExample[] Sample(ComparedExample[] examples, int perTask) => [.. examples.GroupBy(e => e.Task).SelectMany(task =>
    {
        ComparedExample[] of = [.. task];
        if (of.Length <= perTask) return of;
        ComparedExample[] others = [.. of.Where(e => !e.Forgotten)], first = [.. of.Where(e => e.Forgotten).Take(perTask)];
        int more = perTask - first.Length;
        HashSet<ComparedExample> chosen = [.. first, .. Enumerable.Range(0, more).Select(i => others[(int)((long)i * others.Length / more)])];
        return of.Where(chosen.Contains);
    })];

    private static JsonObject Json(ReportData data, ComparedExample[][] runs)
    {
        TextPool texts = new TextPool();
        var list = new JsonArray();
        foreach ((RunKey key, ComparedExample[] examples) in data.Result.Runs.GroupBy(r => (r.Order, r.Seed)).Select(g => g.First().Key).Zip(runs))
        {
            var rows = new JsonArray();
            foreach (ComparedExample e in examples)
            {
                var row = new JsonArray(texts[e.Task], texts[e.Id], texts[e.Reference]);
                foreach (ComparedAnswer? answer in e.Answers)
                {
                    row.Add(answer is null ? -1 : texts[answer.AfterLearning]);
                    row.Add(answer is null ? -1 : answer.Final == answer.AfterLearning ? -2 : texts[answer.Final]);
                    row.Add(answer is null ? 0 : (answer.RightAfterLearning ? 1 : 0) + (answer.RightAtTheEnd ? 2 : 0));
                }
                rows.Add(row);
            }
            list.Add(new JsonObject { ["order"] = DisplayText.Of(key.Order), ["seed"] = key.Seed, ["rows"] = rows });
        }
        return new JsonObject
            { ["strategies"] = new JsonArray([.. data.Strategies.Select(s => JsonValue.Create(DisplayText.Of(s)))]), ["runs"] = list,
            ["texts"] = texts.ToJson() };
    }
}

/// <summary>A test example with the answers of the strategies, for one order and seed.</summary>
/// <param name="Task">Its task.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reference">The reference answer.</param>
/// <param name="Answers">One per strategy of the report; null for a strategy without one.</param>
// Rows may share an id: what belongs together has the same place among the task's test rows.
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
        return [.. answers.SelectMany(a => a.Keys).Distinct()
            .Select(row => new ComparedExample(row.Task, answers.First(a => a.ContainsKey(row))[row].Id, row.Reference,
                [.. answers.Select(a => a.TryGetValue(row, out (string, ComparedAnswer Answer) of) ? of.Answer : null)]))];
    }

    private static Dictionary<(string Task, int Row, string Reference), (string Id, ComparedAnswer Answer)> Answered(StrategyRun run, ExactMatch rule)
    {
        var answered = new Dictionary<(string, int, string), (string, ComparedAnswer)>();
        int last = run.Matrix.Tasks.Count;
        foreach ((string task, int index) in run.Matrix.Tasks.Select((t, i) => (t, i)))
        {
            Prediction[] final = [.. run.Predictions.Where(p => p.After == last && p.Task == task)];
            Prediction[] learned = [.. run.Predictions.Where(p => p.After == index + 1 && p.Task == task)];
            foreach ((Prediction end, int row) in final.Select((p, i) => (p, i)))
            {
                Prediction begin = learned.ElementAtOrDefault(row) ?? end;
                answered[(task, row, end.Reference)] = (end.Id, new(begin.Answer, end.Answer, Right(begin, rule), Right(end, rule)));
            }
        }
        return answered;
    }

    private static bool Right(Prediction p, ExactMatch rule) => (p.References ?? [p.Reference]).Any(r => rule.Matches(p.Answer, r));
}

/// <summary>A strategy's answers to an example.</summary>
/// <param name="AfterLearning">The answer right after its task was learned.</param>
/// <param name="Final">The answer after the last task.</param>
/// <param name="RightAfterLearning">Whether the first was right.</param>
/// <param name="RightAtTheEnd">Whether the second was right.</param>
internal sealed record ComparedAnswer(string AfterLearning, string Final, bool RightAfterLearning, bool RightAtTheEnd)
{
    /// <summary>Whether the first answer was right and the last one wrong.</summary>
    public bool Forgotten => RightAfterLearning && !RightAtTheEnd;
}

/// <summary>A pool of texts, each stored once and referred to by its number.</summary>
internal sealed class TextPool
{
    private const int Longest = 400;

    private readonly Dictionary<string, int> numbers = [];
    private readonly List<string> texts = [];

    /// <summary>The number of a text as the page shows it: at most 400 characters, hidden ones made visible.</summary>
    public int this[string text]
    {
        get
        {
            string shown = DisplayText.Of(text, Longest);
            if (numbers.TryGetValue(shown, out int number)) return number;
            texts.Add(shown);
            return numbers[shown] = texts.Count - 1;
        }
    }

    public JsonArray ToJson() => new([.. texts.Select(t => JsonValue.Create(t))]);
}
