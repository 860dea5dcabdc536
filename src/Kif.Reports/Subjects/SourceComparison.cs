using Kif.Pipeline.Output;

namespace Kif.Reports.Subjects;

/// <summary>The differences between saved comparisons.</summary>
internal static class SourceComparison
{
    /// <summary>Finds the differences, those that matter first, except for strategies, orders and seeds, which a report shows anyway.</summary>
    public static IReadOnlyList<SourceDifference> Of(IReadOnlyList<SavedComparison> sources)
    {
        if (sources.Count < 2) return [];
        IReadOnlyDictionary<string, string>[] lines = [.. sources.Select(s => Lines(s.Description))];
        string[] keys = [.. lines.SelectMany(l => l.Keys).Distinct()];
        return [.. keys.Select(k => new SourceDifference(k, [.. lines.Select(l => l.GetValueOrDefault(k, "–"))], !k.StartsWith("environment.", StringComparison.Ordinal)))
            .Where(d => d.Values.Distinct().Count() > 1).OrderByDescending(d => d.Matters)];
    }

    private static Dictionary<string, string> Lines(RunDescription d)
    {
        var lines = new Dictionary<string, string> { ["model"] = d.ModelSha256.Length > 0 ? d.ModelSha256 : d.Model, ["tokenizer"] = d.TokenizerSha256, ["unseen tasks"] = string.Join(", ", d.Unseen) };
        foreach (TaskDescription task in d.Tasks) lines[$"examples of {task.Name}"] = $"{task.Train} to learn, {task.Test} to test, {task.Sha256}";
        foreach ((string path, string value) in d.Settings) lines[path] = value;
        foreach ((string path, string value) in d.Environment) lines[$"environment.{path}"] = value;
        return lines;
    }
}
