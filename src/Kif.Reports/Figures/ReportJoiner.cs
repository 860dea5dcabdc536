using System.Globalization;

namespace Kif.Reports;

/// <summary>The joining of several folders' runs: those with the same tasks become one part of a report, others separate parts.</summary>
internal static class ReportJoiner
{
    /// <summary>Creates the parts of a report.</summary>
    /// <param name="saved">The folders, one or more.</param>
    /// <exception cref="ArgumentException">There is no folder.</exception>
    public static IReadOnlyList<ReportData> Of(IReadOnlyList<SavedComparison> saved)
    {
        if (saved.Count == 0) throw new ArgumentException("a report needs at least one saved comparison", nameof(saved));
        string[] labels = Labels(saved);
        return [.. saved.Select((s, i) => (Saved: s, Label: labels[i])).GroupBy(s => string.Join('\n', TasksOf(s.Saved).Order(StringComparer.Ordinal)))
            .Select(group => Join([.. group]))];
    }

    private static ReportData Join(IReadOnlyList<(SavedComparison Saved, string Label)> group)
    {
        IReadOnlyList<SourceDifference> differences = SourceDifferences.Of([.. group.Select(g => g.Saved)]);
        HashSet<string> apart = Ambiguous(group, differences.Any(d => d.Matters));
        var orders = new Dictionary<string, IReadOnlyList<string>>();
        var sources = new List<ReportSource>();
        var runs = new List<StrategyRun>();
        var failures = new List<RunFailure>();
        foreach ((SavedComparison saved, string label) in group)
        {
            Dictionary<string, string> names = OrderNames(saved, orders);
            RunKey Named(RunKey key) =>
                new(apart.Contains(key.Strategy) ? $"{key.Strategy} ({label})" : key.Strategy, names.GetValueOrDefault(key.Order, key.Order), key.Seed);
            runs.AddRange(saved.Result.Runs.Select(r => r with { Key = Named(r.Key), CopyOf = r.CopyOf is { } same ? Named(same) : null }));
            failures.AddRange(saved.Result.Failures.Select(f => f with { Key = Named(f.Key) }));
            sources.Add(new(label, saved, saved.Result.Runs.Select(r => r.Key).ToDictionary(Named, k => k)));
        }
        string title = string.Join(" and ", group.Select(g => g.Label));
        SavedComparison first = group[0].Saved;
        ITaskMetric metric = first.Result.Metric ?? ScoringMetric.MetricOf(first.Description);
        ScoredTasks score = group.All(g => g.Saved.Result.Score == first.Result.Score) ? first.Result.Score : ScoredTasks.All;
        ComparisonResult all = new(runs) { Failures = failures, Baseline = BaselineOf(group, runs), Metric = metric, Score = score };
        return new(title, sources, all, orders, differences);
    }

    /// <summary>Finds strategies whose name is ambiguous: in several folders, with the same runs or with different settings.</summary>
    private static HashSet<string> Ambiguous(IReadOnlyList<(SavedComparison Saved, string Label)> group, bool differ) =>
        [.. group.SelectMany(g => g.Saved.Result.Runs.Select(r => r.Key).Concat(g.Saved.Result.Failures.Select(f => f.Key)).Select(k => (g.Label, Key: k)))
        .GroupBy(r => r.Key.Strategy)
            .Where(s => s.Select(r => r.Label).Distinct().Count() > 1
            && (differ || s.GroupBy(r => r.Key).Any(k => k.Count() > 1) || Compositions(group, s.Key) > 1)).Select(s => s.Key)];

    private static int Compositions(IReadOnlyList<(SavedComparison Saved, string Label)> group, string strategy) =>
        group.Where(g => g.Saved.Result.Runs.Any(r => r.Strategy == strategy))
        .Select(g => g.Saved.Description.Compositions.TryGetValue(strategy, out var c) ? c.ToJsonString() : "").Distinct().Count();

    /// <summary>Maps a folder's orders to their names in the report: orders of different folders with the same tasks share a name.</summary>
    private static Dictionary<string, string> OrderNames(SavedComparison saved, Dictionary<string, IReadOnlyList<string>> known)
    {
        var names = new Dictionary<string, string>();
        KeyValuePair<string, IReadOnlyList<string>>[] earlier = [.. known];
        foreach ((string name, IReadOnlyList<string> tasks) in OrdersOf(saved))
        {
            string? same = earlier.FirstOrDefault(o => o.Value.SequenceEqual(tasks) && !names.ContainsValue(o.Key)).Key;
            names[name] = same ?? (known.ContainsKey(name) ? string.Create(CultureInfo.InvariantCulture, $"order-{known.Count + 1}") : name);
            known.TryAdd(names[name], tasks);
        }
        return names;
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Tasks)> OrdersOf(SavedComparison saved) =>
        saved.Description.Orders.Select(o => (o.Name, o.Tasks))
        .Concat(saved.Result.Runs.Select(r => (Name: r.Order, r.Matrix.Tasks))).DistinctBy(o => o.Name);

    private static IReadOnlyList<string> TasksOf(SavedComparison saved) =>
        OrdersOf(saved).Select(o => o.Tasks).FirstOrDefault() ?? [.. saved.Description.Tasks.Select(t => t.Name)];

    private static string? BaselineOf(IReadOnlyList<(SavedComparison Saved, string Label)> group, List<StrategyRun> runs)
    {
        string[] names = [.. runs.Select(r => r.Strategy).Distinct()];
        foreach (string wanted in group.Select(g => g.Saved.Result.Baseline).OfType<string>().Append("seq-lora"))
        {
            if (names.FirstOrDefault(n => n == wanted || n.StartsWith(wanted + " (", StringComparison.Ordinal)) is { } found) return found;
        }
        return null;
    }

    private static string[] Labels(IReadOnlyList<SavedComparison> saved)
    {
        string[] last = [.. saved.Select(s => Path.GetFileName(Path.TrimEndingDirectorySeparator(s.Folder)))];
        return [.. last.Select((name, i) => name.Length > 0 && last.Count(l => l == name) == 1
            ? name : string.Create(CultureInfo.InvariantCulture, $"{(name.Length > 0 ? name : "run")} {i + 1}"))];
    }
}

/// <summary>The differences between saved comparisons.</summary>
internal static class SourceDifferences
{
    /// <summary>Finds the differences, those that matter first, except for strategies, orders and seeds, which a report shows anyway.</summary>
    public static IReadOnlyList<SourceDifference> Of(IReadOnlyList<SavedComparison> sources)
    {
        if (sources.Count < 2) return [];
        IReadOnlyDictionary<string, string>[] lines = [.. sources.Select(s => Lines(s.Description))];
        string[] keys = [.. lines.SelectMany(l => l.Keys).Distinct()];
        return [.. keys.Select(
            k => new SourceDifference(k, [.. lines.Select(l => l.GetValueOrDefault(k, "–"))], !k.StartsWith("environment.", StringComparison.Ordinal)))
            .Where(d => d.Values.Distinct().Count() > 1).OrderByDescending(d => d.Matters)];
    }

    private static Dictionary<string, string> Lines(RunDescription d)
    {
        var lines = new Dictionary<string, string>
            { ["model"] = d.ModelSha256.Length > 0 ? d.ModelSha256 : d.Model, ["tokenizer"] = d.TokenizerSha256,
            ["unseen tasks"] = string.Join(", ", d.Unseen) };
        foreach (TaskDescription task in d.Tasks) lines[$"examples of {task.Name}"] = $"{task.Train} for training, {task.Test} for testing, {task.Sha256}";
        foreach ((string path, string value) in d.Settings) lines[path] = value;
        foreach ((string name, string hash) in d.Sources) lines[name] = hash;
        foreach ((string name, string hash) in d.Code.Values.SelectMany(c => c).Distinct()) lines[$"code of {name}"] = hash;
        foreach ((string path, string value) in d.Environment) lines[$"environment.{path}"] = value;
        return lines;
    }
}

/// <summary>A difference between the sources.</summary>
/// <param name="What">The name of the setting.</param>
/// <param name="Values">Its value in each source, in their order.</param>
/// <param name="Matters">Whether it affects the results; otherwise it concerns only the machine or a name.</param>
internal sealed record SourceDifference(string What, IReadOnlyList<string> Values, bool Matters);
