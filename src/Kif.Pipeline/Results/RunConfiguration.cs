using System.Globalization;

namespace Kif;

/// <summary>Everything that determines what one run computes, as lines <c>key=value</c>, and their hash: runs with the same hash are the same run.</summary>
internal static class RunConfiguration
{
    /// <summary>The setting of <see cref="EvaluationOptions.Score"/>.</summary>
    internal const string Scored = "evaluation.score";

    /// <summary>The groups of settings that decide what a model answers before any training.</summary>
    private static readonly string[] Answering = ["compute", "threads", "chat", "limits", "lora", "evaluation"];

    /// <summary>The settings among them that decide which tasks are scored when, and no answer.</summary>
    private static readonly string[] Scoring = [Scored, "evaluation.evaluateeverysteps", "evaluation.midtaskexamples"];

    /// <summary>Returns the lines of a run, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(RunDescription description, RunKey run)
    {
        TaskOrder order = description.Orders.First(o => o.Name == run.Order);
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["model.sha256"] = description.ModelSha256, ["tokenizer.sha256"] = description.TokenizerSha256, ["order"] = string.Join(',', order.Tasks),
            ["seed"] = run.Seed.ToString(CultureInfo.InvariantCulture), ["unseen"] = string.Join(',', description.Unseen),
            ["strategy"] = description.Compositions.TryGetValue(run.Strategy, out var composition) ? composition.ToJsonString() : run.Strategy,
        };
        if (description.OwnLearningRates.TryGetValue(run.Strategy, out double rate)) lines["learningrate"] = rate.ToString("R", CultureInfo.InvariantCulture);
        foreach ((string name, string hash) in description.Sources) lines[$"source.{name}.sha256"] = hash;
        foreach ((string name, string hash) in description.Code.GetValueOrDefault(run.Strategy) ?? new Dictionary<string, string>())
            lines[$"code.{name}.sha256"] = hash;
        // The adapter is known by its files, wherever they lie.
        bool adapter = description.Sources.Keys.Any(k => k.StartsWith(RunDescription.AdapterSource, StringComparison.Ordinal));
        foreach ((string path, string value) in description.Settings.Where(s => !adapter || s.Key != "adapter")) lines[$"settings.{path}"] = value;
        // Runs of earlier versions have it under its earlier name, and stay the same runs.
        if (lines.Remove($"settings.{Scored}", out string? scored))
            lines["settings.evaluation.unseentasks"] = scored switch { nameof(ScoredTasks.All) => "true", nameof(ScoredTasks.Seen) => "false", _ => scored };
        foreach (TaskDescription task in description.Tasks.Where(t => order.Tasks.Contains(t.Name) || description.Unseen.Contains(t.Name)))
        {
            lines[$"data.{task.Name}.sha256"] = task.Sha256;
            if (task.MaxNewTokens is { } limit) lines[$"data.{task.Name}.maxnewtokens"] = limit.ToString(CultureInfo.InvariantCulture);
        }
        return [.. lines.Select(l => $"{l.Key}={l.Value}")];
    }

    /// <summary>Computes the SHA-256 of those lines, in lowercase hexadecimal digits.</summary>
    public static string Hash(RunDescription description, RunKey run) =>
        Sha256.Of(Of(description, run));

    /// <summary>Returns everything that determines what the untrained model answers to a task, in ordinal order, and what can change the last bits.</summary>
    /// <remarks>Strategies, orders, seeds and training do not: a new adapter changes nothing, and a given one is among the sources.</remarks>
    public static IReadOnlyList<string> OfUntrained(RunDescription description, string task)
    {
        TaskDescription data = description.Tasks.First(t => t.Name == task);
        IEnumerable<(string Key, string Value)> lines =
        [
            ("model.sha256", description.ModelSha256), ("tokenizer.sha256", description.TokenizerSha256), ("data.sha256", data.Sha256),
            ("data.maxnewtokens", data.MaxNewTokens?.ToString(CultureInfo.InvariantCulture) ?? ""),
            .. description.Sources.Select(s => ($"source.{s.Key}.sha256", s.Value)), .. description.ModelCode.Select(c => ($"code.{c.Key}.sha256", c.Value)),
            .. description.Settings.Where(s => Answering.Contains(s.Key.Split('.')[0]) && !Scoring.Contains(s.Key)).Select(s => ($"settings.{s.Key}", s.Value)),
            .. RunEnvironment.Telling(RunEnvironment.Used(description.Environment)).Select(e => ($"environment.{e.Key}", e.Value)),
        ];
        return [.. lines.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Returns the first line in which two runs of one key differ, as <c>key is this there and that now</c>; null if they are the same.</summary>
    public static string? Difference(RunDescription before, RunDescription now, RunKey run)
    {
        IReadOnlyList<string> a = Of(before, run), b = Of(now, run);
        string? gone = a.Except(b).FirstOrDefault(), come = b.Except(a).FirstOrDefault();
        if (gone is null && come is null) return null;
        string key = (come ?? gone)!.Split('=', 2)[0];
        string? Value(IReadOnlyList<string> lines) => lines.FirstOrDefault(l => l.StartsWith(key + '=', StringComparison.Ordinal))?[(key.Length + 1)..];
        (string? there, string? here) = (Value(a), Value(b));
        int same = there is null || here is null ? 0 : there.Zip(here).TakeWhile(c => c.First == c.Second).Count();
        return $"{key} is {Cut(there, same)} there and {Cut(here, same)} now";
    }

    /// <summary>Cuts a long value to the place where it differs from another.</summary>
    private static string Cut(string? value, int same)
    {
        if (value is null) return "nothing";
        int from = value.Length <= 60 ? 0 : Math.Clamp(same - 30, 0, value.Length - 60);
        return (from > 0 ? "…" : "") + DisplayText.Of(value[from..Math.Min(value.Length, from + 60)]) + (from + 60 < value.Length ? "…" : "");
    }
}
