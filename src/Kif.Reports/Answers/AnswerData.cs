using System.Text.Json.Nodes;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Reports.Subjects;

namespace Kif.Reports.Answers;

/// <summary>The data of the page's table of answers: those of all strategies, right after each task was learned and at the end.</summary>
internal static class AnswerData
{
    /// <summary>The most characters that the answers may take in the page.</summary>
    public const int Budget = 1_100_000;

    private const int FewestPerTask = 1;

    /// <summary>Collects the answers; also returns the number of examples in the page and the number of all examples.</summary>
    public static (JsonObject Json, int Kept, int All) Of(ReportSubject subject)
    {
        ExactMatch rule = ScoredBy.MetricOf(subject.Sources[0].Saved.Description);
        ComparedExample[][] runs = [.. subject.Result.Runs.GroupBy(r => (r.Order, r.Seed)).Select(g => ComparedExample.Of([.. g], subject.Strategies, rule))];
        int all = runs.Sum(r => r.Length), per = runs.SelectMany(r => r.GroupBy(e => e.Task)).Select(g => g.Count()).DefaultIfEmpty(0).Max();
        while (true)
        {
            ComparedExample[][] kept = [.. runs.Select(r => Sample(r, per))];
            JsonObject json = Json(subject, kept);
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

    private static JsonObject Json(ReportSubject subject, ComparedExample[][] runs)
    {
        var texts = new TextTable();
        var list = new JsonArray();
        foreach ((RunKey key, ComparedExample[] examples) in subject.Result.Runs.GroupBy(r => (r.Order, r.Seed)).Select(g => g.First().Key).Zip(runs))
        {
            var rows = new JsonArray();
            foreach (ComparedExample e in examples)
            {
                var row = new JsonArray(texts[e.Task], texts[e.Id], texts[e.Reference]);
                foreach (ComparedAnswer? answer in e.Answers)
                {
                    row.Add(answer is null ? -1 : texts[answer.Learnt]);
                    row.Add(answer is null ? -1 : answer.Final == answer.Learnt ? -2 : texts[answer.Final]);
                    row.Add(answer is null ? 0 : (answer.RightWhenLearnt ? 1 : 0) + (answer.RightAtTheEnd ? 2 : 0));
                }
                rows.Add(row);
            }
            list.Add(new JsonObject { ["order"] = ShownText.Of(key.Order), ["seed"] = key.Seed, ["rows"] = rows });
        }
        return new JsonObject { ["strategies"] = new JsonArray([.. subject.Strategies.Select(s => JsonValue.Create(ShownText.Of(s)))]), ["runs"] = list, ["texts"] = texts.ToJson() };
    }
}
