using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>Finds what a finished comparison's scores can't show, and what its strategies said of their tasks.</summary>
internal static class ResultWarnings
{
    /// <summary>The fewest characters of an answer that is looked for inside a longer one.</summary>
    private const int FewestFound = 3;

    /// <summary>Returns the warnings, a sentence each.</summary>
    public static IReadOnlyList<string> Of(ComparisonResult result) =>
        [.. Copies(result), .. Identical(result), .. Talking(result), .. StrategyWarnings.Of(result)];

    /// <summary>Runs that were copied from others that compute the same.</summary>
    private static IEnumerable<string> Copies(ComparisonResult result) =>
        from run in result.Runs
        where run.CopyOf is not null
        group run by (run.Strategy, Of: run.CopyOf!.Strategy, Order: run.CopyOf.Order == run.Order ? null : run.CopyOf.Order) into same
        let runs = same.Count() == 1 ? "run was" : $"{same.Count().ToString(CultureInfo.InvariantCulture)} runs were"
        let place = same.Key.Order is { } order ? $" in {order}" : ""
        select $"{same.Key.Strategy} computes the same as {same.Key.Of}{place}: its {runs} copied, not computed again";

    /// <summary>Strategies whose scores are the same in all of their runs.</summary>
    private static IEnumerable<string> Identical(ComparisonResult result)
    {
        var strategies = result.Runs.GroupBy(r => r.Strategy).Where(g => g.Any(r => r.CopyOf is null))
            .Select(g => (Name: g.Key, Scores: string.Join('\n', g.Select(Scores)))).ToArray();
        foreach (var same in strategies.GroupBy(s => s.Scores).Where(g => g.Count() > 1))
        {
            string[] names = [.. same.Select(s => s.Name)];
            yield return $"{string.Join(", ", names[..^1])} and {names[^1]} have the same scores in every run: these runs do not tell them apart"
                + (result.Runs[0].Matrix.Tasks.Count == 1 ? ", since there is a single task and nothing to forget" : " (more steps, tasks or test rows may)");
        }
    }

    /// <summary>Untrained scores of 0 although answers have the wanted text and go on.</summary>
    private static IEnumerable<string> Talking(ComparisonResult result)
    {
        if (result.Runs.FirstOrDefault(r => r.Predictions.Any(p => p.After == 0)) is not { } run) yield break;
        if (run.Matrix.Tasks.Select((_, i) => run.Matrix.Untrained(i)).Any(score => score != 0)) yield break;
        Prediction[] untrained = [.. run.Predictions.Where(p => p.After == 0)];
        int talking = untrained.Count(p => (p.References ?? [p.Reference]).Any(r => GoesOn(p.Answer.Trim(), r.Trim())));
        if (talking > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"all scores of the untrained model are 0, but {talking} of its {untrained.Length} answers have the wanted text and go on: ")
                + "it does not know the form of the answers; --answer-by likelihood shows what it knows";
    }

    private static bool GoesOn(string answer, string wanted)
    {
        int at = wanted.Length == 0 ? -1 : answer.IndexOf(wanted, StringComparison.OrdinalIgnoreCase), end = at + wanted.Length;
        return at >= 0 && answer.Length > wanted.Length && (at == 0 || wanted.Length >= FewestFound && !char.IsLetterOrDigit(answer[at - 1]))
            && (end == answer.Length || !char.IsLetterOrDigit(answer[end]));
    }

    private static string Scores(StrategyRun run) => string.Join(';', Enumerable.Range(0, run.Matrix.Tasks.Count)
        .Select(l => string.Join(',', RunFiles.Row(run.Matrix, l).Select(v => v.ToString("R", CultureInfo.InvariantCulture))))
        .Prepend($"{run.Order}/{run.Seed.ToString(CultureInfo.InvariantCulture)}"));
}

/// <summary>The warnings of strategies about their tasks: one for all tasks and runs of a strategy whose sentences differ only in their numbers.</summary>
internal static partial class StrategyWarnings
{
    private const int MostNamed = 3;

    /// <summary>Returns the warnings, a sentence each without its full stop, in the order of the runs and tasks.</summary>
    public static IEnumerable<string> Of(ComparisonResult result) => result.Runs.GroupBy(r => r.Strategy).SelectMany(runs =>
    {
        int tasks = runs.Sum(r => r.Matrix.Tasks.Count);
        return runs.SelectMany(r => r.Warnings.SelectMany(w => w.Value.Select(s => (Run: r, Task: w.Key, Sentence: s.Trim().TrimEnd('.')))))
            .GroupBy(w => Number().Replace(w.Sentence, "#")).Select(same =>
            {
                string[] names = [.. same.Select(w => w.Task).Distinct()];
                int times = same.DistinctBy(w => (w.Run.Key, w.Task)).Count();
                string first = same.First().Sentence, where = names.Length <= MostNamed ? string.Join(", ", names.Select(n => $"'{n}'")) : $"'{names[0]}', …";
                string others = same.All(w => w.Sentence == first) ? "" : $" (the numbers are those of '{names[0]}')";
                return times == 1
                    ? $"{runs.Key}, task {where}: {first}"
                    : $"{runs.Key}, in {Text(times)} of {Text(tasks)} tasks{All(runs.Count())} ({where}): {first}{others}";
            });
    });

    private static string All(int runs) => runs == 1 ? "" : $" of {Text(runs)} runs";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d[\d.,]*(?:[eE][+-]?\d+)?")]
    private static partial Regex Number();
}
