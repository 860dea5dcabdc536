using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Output;

namespace Kif.Pipeline.Experiments;

/// <summary>The check of the files of single runs.</summary>
internal sealed class RunVerifier(RunDescription description, ITaskMetric? metric, List<string> left)
{
    /// <summary>Returns the discrepancies of a run.</summary>
    public IEnumerable<string> Check(RunKey key, string folder)
    {
        (RunRecord? record, StrategyRun? run, string? damage) = Read(folder);
        if (record is null || run is null) return [damage!];
        ILookup<(int, string), Prediction> answers = run.Predictions.ToLookup(p => (p.After, p.Task));
        return [.. Files(folder, record), .. Configuration(key, record), .. Scores(key, run, answers), .. Unseen(run, answers)];
    }

    private static (RunRecord? Record, StrategyRun? Run, string? Damage) Read(string folder)
    {
        try { return (RunFiles.ReadRecord(folder), RunFiles.Read(folder), null); }
        catch (InvalidDataException e) { return (null, null, e.Message); }
    }

    private static IEnumerable<string> Files(string folder, RunRecord record)
    {
        foreach ((string name, string hash) in record.Files)
        {
            string file = Path.Combine(folder, name);
            if (!File.Exists(file)) yield return $"{name} is missing";
            else if (FileHash.Of(file) != hash) yield return $"{name} was changed: its hash is {FileHash.Of(file)[..12]}…, at the run's end it was {hash[..12]}…";
        }
        foreach (string name in RunFiles.Listed(folder).Except(record.Files.Keys)) yield return $"{name} was added after the run";
    }

    private IEnumerable<string> Configuration(RunKey key, RunRecord record)
    {
        if (record.Key != key) yield return $"{RunFiles.Result} is that of another run ({record.Key})";
        if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', record.Configuration)))) != record.ConfigurationSha256) yield return "the configuration does not have its hash";
        if (RunConfiguration.Hash(description, key) != record.ConfigurationSha256)
        {
            IReadOnlyList<string> now = RunConfiguration.Of(description, key);
            yield return $"the configuration is not that of {RunFolder.DescriptionName}: {string.Join("; ", record.Configuration.Except(now).Take(3).DefaultIfEmpty("something is missing"))}";
        }
    }

    /// <summary>Recomputes every cell of the matrix from the answers.</summary>
    private IEnumerable<string> Scores(RunKey key, StrategyRun run, ILookup<(int, string), Prediction> answers)
    {
        if (!run.Matrix.Tasks.SequenceEqual(description.Orders.First(o => o.Name == key.Order).Tasks)) yield return "the matrix has other tasks than the order";
        for (int row = -1; row < run.Matrix.Tasks.Count; row++)
            for (int t = 0; t < run.Matrix.Tasks.Count; t++)
            {
                double kept = row < 0 ? run.Matrix.Untrained(t) : run.Matrix[row, t];
                if (Difference([.. answers[(row + 1, run.Matrix.Tasks[t])]], row + 1, run.Matrix.Tasks[t], kept) is { } difference) yield return difference;
            }
    }

    private IEnumerable<string> Unseen(StrategyRun run, ILookup<(int, string), Prediction> answers)
    {
        if (run.Unseen is not { } unseen) yield break;
        for (int row = 0; row < unseen.Rows.Count; row++)
            for (int u = 0; u < unseen.Tasks.Count; u++)
                if (Difference([.. answers[(row, unseen.Tasks[u])]], row, unseen.Tasks[u], unseen.Rows[row][u]) is { } difference) yield return difference;
    }

    private string? Difference(Prediction[] answers, int after, string task, double kept)
    {
        if (answers.Length == 0) return double.IsNaN(kept) ? null : $"task {task} after {after} tasks: scored {Number(kept)}, but there are no answers";
        if (metric is null) return null;
        Example[] examples = [.. answers.Select(a => new Example("", a.Reference, a.Id) { References = a.References ?? [a.Reference] })];
        double score;
        try
        {
            metric.Check(task, examples);
            score = metric.Score([.. answers.Select(a => a.Answer)], examples);
        }
        catch (CompositionException)
        {
            string why = $"scores: {metric.Name} needs more than the answers";
            if (!left.Contains(why)) left.Add(why);
            return null;
        }
        return score.Equals(kept) || Math.Abs(score - kept) < 1e-9 ? null : $"task {task} after {after} tasks: scored {Number(kept)}, its answers score {Number(score)}";
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
