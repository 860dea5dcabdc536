using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The data of the page's table of answers: those of all strategies after every task.</summary>
internal static class AnswerData
{
    /// <summary>The most characters that the answers may take in the page.</summary>
    public const int Budget = 800_000;

    private const int Fewest = 5;

    /// <summary>Collects the examples of every order and seed, the most telling first.</summary>
    public static IReadOnlyList<(RunKey Run, ComparedExample[] Examples)> Examples(ReportData data)
    {
        ExactMatch rule = ScoringMetric.MetricOf(data.Sources[0].Saved.Description);
        string[] judged = [.. data.Strategies.Where(s => data.Roles[s] != StrategyRole.UpperBound)];
        bool[] contends = [.. data.Strategies.Select(judged.Contains)];
        return [.. data.Result.Runs.GroupBy(r => (r.Order, r.Seed))
            .Select(g => (g.First().Key, Telling(ComparedExample.Of([.. g], data.Strategies, rule), contends)))];
    }

    /// <summary>Makes the page's data of the first examples of each order and seed, as many as there is room for; also returns their number.</summary>
    public static (JsonObject Json, int Kept) Of(ReportData data, IReadOnlyList<(RunKey Run, ComparedExample[] Examples)> runs)
    {
        int per = runs.Select(r => r.Examples.Length).DefaultIfEmpty(0).Max();
        while (true)
        {
            (RunKey, ComparedExample[])[] kept = [.. runs.Select(r => (r.Run, r.Examples.Take(per).ToArray()))];
            JsonObject json = Json(data, kept);
            int size = json.ToJsonString().Length;
            if (size <= Budget || per <= Fewest) return (json, kept.Sum(r => r.Item2.Length));
            per = Math.Max(Fewest, Math.Min(per - 1, (int)(0.95 * per * Budget / size)));
        }
    }

    /// <summary>Sorts: examples at which strategies differ, then forgotten ones, then others; among each, the tasks take turns.</summary>
    private static ComparedExample[] Telling(ComparedExample[] examples, bool[] contends) =>
        [.. examples.GroupBy(e => (e.Task, Rank: e.Differs(contends) ? 0 : e.Forgotten ? 1 : 2))
            .SelectMany(g => g.Select((e, turn) => (Example: e, g.Key.Rank, turn)))
            .OrderBy(e => e.Rank).ThenBy(e => e.turn).Select(e => e.Example)];

    private static JsonObject Json(ReportData data, IReadOnlyList<(RunKey Run, ComparedExample[] Examples)> runs)
    {
        TextPool texts = new TextPool();
        var list = new JsonArray();
        foreach ((RunKey key, ComparedExample[] examples) in runs)
        {
            var rows = new JsonArray();
            foreach (ComparedExample e in examples)
                rows.Add(new JsonArray([texts[e.Task], texts[e.Id], e.Question is null ? -1 : texts[e.Question], texts[e.Reference],
                    .. e.Answers.Select(a => Path(a, texts))]));
            list.Add(new JsonObject
            {
                ["order"] = DisplayText.Of(OrderNames.Of(key.Order)), ["seed"] = key.Seed,
                ["tasks"] = new JsonArray([.. data.Orders[key.Order].Select(t => JsonValue.Create(texts[t]))]), ["rows"] = rows,
            });
        }
        return new JsonObject
        {
            ["strategies"] = new JsonArray([.. data.Strategies.Select(s => JsonValue.Create(DisplayText.Of(s)))]), ["runs"] = list,
            ["texts"] = texts.ToJson(),
        };
    }

    /// <summary>
    /// Writes a strategy's answers as pairs: the number of learned tasks from which on it gave an answer, and that answer, twice its text plus 1 if right.
    /// </summary>
    private static JsonArray Path(ComparedAnswers? answers, TextPool texts)
    {
        var path = new JsonArray();
        int last = -1;
        foreach ((int after, GivenAnswer? answer) in answers?.Path ?? [])
        {
            int code = answer is null ? -1 : 2 * texts[answer.Text] + (answer.Right ? 1 : 0);
            if (code == last) continue;
            path.Add(after);
            path.Add(last = code);
        }
        return path;
    }
}

/// <summary>A test example with the answers of the strategies, for one order and seed.</summary>
/// <param name="Task">Its task.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reference">The reference answer.</param>
/// <param name="Answers">One per strategy of the report; null for a strategy without one.</param>
// Rows may share an id: what belongs together has the same place among the task's test rows.
internal sealed record ComparedExample(string Task, string Id, string Reference, IReadOnlyList<ComparedAnswers?> Answers)
{
    /// <summary>The question; null if it was not saved.</summary>
    public string? Question { get; init; }

    /// <summary>Whether at least one strategy forgot it.</summary>
    public bool Forgotten => Answers.Any(a => a?.Forgotten ?? false);

    /// <summary>Whether some strategies answer it right at the end and others don't.</summary>
    /// <param name="among">The strategies that count.</param>
    public bool Differs(IReadOnlyList<bool> among) => Answers.Where((a, s) => a is not null && among[s]).Select(a => a!.Final.Right).Distinct().Count() > 1;

    /// <summary>Collects the examples of the learned tasks, task after task.</summary>
    /// <param name="runs">The runs of one order and seed.</param>
    /// <param name="strategies">The strategies of the report.</param>
    /// <param name="rule">The rule by which an answer is right.</param>
    public static ComparedExample[] Of(IReadOnlyList<StrategyRun> runs, IReadOnlyList<string> strategies, ExactMatch rule)
    {
        var answers = strategies.Select(s => runs.FirstOrDefault(r => r.Strategy == s)).Select(r => r is null ? [] : Answered(r, rule)).ToArray();
        return [.. answers.SelectMany(a => a.Keys).Distinct().Select(row =>
        {
            Prediction first = answers.First(a => a.ContainsKey(row))[row].Last;
            return new ComparedExample(row.Task, first.Id, row.Reference,
                [.. answers.Select(a => a.TryGetValue(row, out (Prediction, ComparedAnswers Given) of) ? of.Given : null)]) { Question = first.Input };
        })];
    }

    private static Dictionary<(string Task, int Row, string Reference), (Prediction Last, ComparedAnswers Given)> Answered(StrategyRun run, ExactMatch rule)
    {
        var answered = new Dictionary<(string, int, string), (Prediction, ComparedAnswers)>();
        ILookup<(string, int), Prediction> given = run.Predictions.ToLookup(p => (p.Task, p.After));
        int last = run.Matrix.Tasks.Count;
        foreach ((string task, int index) in run.Matrix.Tasks.Select((t, i) => (t, i)))
        {
            Prediction[][] rows = [.. Enumerable.Range(0, last + 1).Select(after => given[(task, after)].ToArray())];
            foreach ((Prediction end, int row) in rows[last].Select((p, i) => (p, i)))
                answered[(task, row, end.Reference)] = (end, new(index + 1,
                    [.. rows.Select((r, after) => (after, r.ElementAtOrDefault(row) is { } p ? new GivenAnswer(p.Answer, Right(p, rule)) : null))]));
        }
        return answered;
    }

    private static bool Right(Prediction p, ExactMatch rule) => (p.References ?? [p.Reference]).Any(r => rule.Matches(p.Answer, r));
}

/// <summary>A strategy's answers to an example.</summary>
/// <param name="LearnedAs">The number of its task in the order, from 1.</param>
/// <param name="Path">The answer after each number of learned tasks, from 0; null where there is none. The last one is there.</param>
internal sealed record ComparedAnswers(int LearnedAs, IReadOnlyList<(int After, GivenAnswer? Answer)> Path)
{
    /// <summary>The answer just after its task was learned; the final one if there is none, as in joint training.</summary>
    public GivenAnswer AfterLearning => Path[LearnedAs].Answer ?? Final;

    /// <summary>The answer after the last task.</summary>
    public GivenAnswer Final => Path[^1].Answer!;

    /// <summary>Whether the first answer was right and the last one is wrong.</summary>
    public bool Forgotten => AfterLearning.Right && !Final.Right;
}

/// <summary>An answer.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Right">Whether it is right.</param>
internal sealed record GivenAnswer(string Text, bool Right);

/// <summary>A pool of texts, each stored once and referred to by its number.</summary>
internal sealed class TextPool
{
    /// <summary>The most characters of a text in the page.</summary>
    public const int Longest = 400;

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
