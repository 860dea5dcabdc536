using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The job of <c>kif verify</c>: recomputes a comparison's files where possible: scores from predictions, summaries from scores, hashes from files,
/// configuration, data and model. A consistent change of all dependent files is found only by repeating the run (<see cref="ReproduceJob"/>).
/// </summary>
internal static class VerifyJob
{
    /// <summary>Checks a folder.</summary>
    /// <param name="composer">The composer that creates the metric and reads the data.</param>
    /// <param name="folder">The output folder of a comparison.</param>
    /// <exception cref="InvalidDataException">The folder holds no comparison.</exception>
    public static VerificationResult Verify(StrategyComposer composer, string folder)
    {
        RunDescription description = RunFolder.DescriptionOf(folder);
        var findings = new List<Discrepancy>();
        var left = new List<string>();
        ITaskMetric? metric = SavedComparison.MetricOf(composer, description);
        if (metric is null) left.Add($"scores: no metric is named '{description.Metric.Use}' here");
        RunVerifier verifier = new(folder, description, metric, left);
        var environments = new List<IReadOnlyDictionary<string, string>>();
        int runs = 0;
        bool complete = true;
        foreach (RunKey key in description.Grid)
        {
            if (!RunFolder.IsDone(folder, key))
            {
                string? holder = RunLock.HolderOf(RunFolder.LockOf(folder, key));
                bool failed = holder is null && RunFolder.HasFailed(folder, key);
                complete &= failed;
                left.Add($"{key}: {(failed ? "failed" : holder is null ? "not done" : $"in progress by {holder}")}");
                if (holder is null) findings.AddRange(RunVerifier.CheckUnfinished(RunFolder.PathOf(folder, key), RunConfiguration.Hash(description, key))
                    .Select(what => new Discrepancy(key, what)));
                continue;
            }
            runs++;
            findings.AddRange(verifier.Check(key, RunFolder.PathOf(folder, key), environments).Select(what => new Discrepancy(key, what)));
        }
        findings.AddRange(UntrainedFiles.Faults(folder).Select(what => new Discrepancy(null, what)));
        string[] summaries = findings.Count == 0 ? [.. Summaries(folder, metric)] : [];
        if (complete) findings.AddRange(summaries.Select(what => new Discrepancy(null, what)));
        else left.AddRange(summaries.Select(what => $"{what}: it is written when all runs are done, or by kif collect"));
        findings.AddRange(Sources(composer, folder, description, left).Select(what => new Discrepancy(null, what)));
        return new(runs, findings, left) { Notes = RunEnvironment.Difference(environments) is { } told ? [told] : [] };
    }

    /// <summary>Writes the summary files again, into a temporary folder, and compares them.</summary>
    private static IEnumerable<string> Summaries(string folder, ITaskMetric? metric)
    {
        SavedComparison saved = SavedComparison.Read(folder);
        using TemporaryFolder again = new();
        RunFolder.Summarize(again.Path, saved.Description, saved.Result with { Metric = metric });
        foreach (string file in Directory.EnumerateFiles(again.Path))
        {
            string own = Path.Combine(folder, Path.GetFileName(file));
            if (!File.Exists(own)) yield return $"{Path.GetFileName(file)} is missing";
            else if (!RegularFile.ReadAll(own, FileLimits.Record).AsSpan().SequenceEqual(File.ReadAllBytes(file)))
                yield return $"{Path.GetFileName(file)} is not what follows from the runs";
        }
    }

    private static IEnumerable<string> Sources(StrategyComposer composer, string folder, RunDescription description, List<string> left)
    {
        string file = Path.Combine(folder, RunFolder.ExperimentName);
        if (!File.Exists(file))
        {
            yield return $"{RunFolder.ExperimentName} is missing";
            yield break;
        }
        if (description.ExperimentSha256.Length > 0 && Sha256.Of(RegularFile.ReadAll(file, FileLimits.Description)) != description.ExperimentSha256)
        {
            yield return $"{RunFolder.ExperimentName} was changed since the runs";
            yield break;
        }
        (CompareSettings settings, IReadOnlyList<StrategySpec> options) = ExperimentFile.Read(file);
        string model = BackboneReference.PathOf(settings.Model);
        if (!Directory.Exists(model)) left.Add($"the model: {model} is not there");
        else
        {
            if (ModelFolderHash.Weights(model) != description.ModelSha256) yield return $"the weights in {model} are others than those of the runs";
            if (ModelFolderHash.Tokenizer(model) != description.TokenizerSha256) yield return $"the tokenizer in {model} is another than that of the runs";
        }
        string? adapter = settings.Adapter is { } named ? NamedFolder.PathOf(named, HubContent.Adapter) : null;
        foreach (string other in SourceVerifier.Files(model, adapter, description, left)) yield return other;
        foreach (string other in SourceVerifier.Code(composer, settings, options, description, left)) yield return other;
        if (!settings.GeneratesTasks && !Path.Exists(NamedFolder.PathOf(settings.Data, HubContent.Data)))
        {
            left.Add($"the data: {settings.Data} is not there");
            yield break;
        }
        ComparedTasks tasks = ComparedTasks.Of(composer, settings);
        foreach (LearningTask task in tasks.Stream.Tasks.Concat(tasks.Unseen))
            if (description.Tasks.FirstOrDefault(t => t.Name == task.Name)?.Sha256 != TaskHash.Of(task))
                yield return $"task {task.Name} of {settings.Data} has other examples than those of the runs";
    }
}

/// <summary>The check of the files of single runs.</summary>
internal sealed class RunVerifier(string comparison, RunDescription description, ITaskMetric? metric, List<string> left)
{
    /// <summary>Returns the discrepancies of a run.</summary>
    /// <param name="key">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="environments">Receives the run's environment.</param>
    public IEnumerable<string> Check(RunKey key, string folder, ICollection<IReadOnlyDictionary<string, string>> environments)
    {
        RunRecord record;
        StrategyRun run;
        try
        {
            record = RunFiles.ReadRecord(folder);
            environments.Add(record.Environment);
            // What follows reads the files.
            string[] faults = [.. Files(folder, record)];
            if (faults.Length > 0) return [.. faults, .. Configuration(key, record)];
            run = RunFiles.Of(folder, record);
        }
        catch (InvalidDataException e)
        {
            return [e.Message];
        }
        ILookup<(int, string), Prediction> answers = run.Predictions.ToLookup(p => (p.After, p.Task));
        return [.. Counts(folder, record), .. Configuration(key, record), .. Copied(key, record), .. Scores(key, run, answers), .. Unseen(run, answers)];
    }

    /// <summary>Returns what is wrong with a run that is not done: a checkpoint from which it can't resume, or a result that is gone.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="configuration">The hash of its configuration.</param>
    public static IEnumerable<string> CheckUnfinished(string folder, string configuration)
    {
        bool ended = Directory.Exists(folder) && Directory.EnumerateFiles(folder, RunFiles.Predictions).Any();
        if (ended && !Directory.Exists(Path.Combine(folder, RunFiles.Checkpoint))) yield return $"{RunFiles.Result} is missing beside {RunFiles.Predictions}";
        string checkpoint = Path.Combine(folder, RunFiles.Checkpoint);
        if (GrowingFiles.CheckpointFault(folder) is { } fault) yield return fault;
        else if (LearnerFolder.Holds(checkpoint) && RunCheckpoint.ConfigurationOf(LearnerFolder.Open(checkpoint)) != configuration)
            yield return $"{RunFiles.Checkpoint} belongs to another run";
    }

    private static IEnumerable<string> Files(string folder, RunRecord record) =>
        RunFiles.Faults(folder, record).Select(f => f.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

    /// <summary>Compares the steps and adapters that are there with those that the result counts.</summary>
    private IEnumerable<string> Counts(string folder, RunRecord record)
    {
        string steps = Path.Combine(folder, RunFiles.Steps);
        if (!File.Exists(steps)) yield break;
        IReadOnlyList<SavedStep> all = StepsFile.Read(steps);
        long wanted = record.Cost.GetValueOrDefault(nameof(RunCost.Steps)), skipped = record.Cost.GetValueOrDefault(nameof(RunCost.SkippedSteps));
        if (all.Count(s => !s.Skipped) is var taken && taken != wanted) yield return $"{RunFiles.Steps} has {taken} steps, the run took {wanted}";
        if (all.Count(s => s.Skipped) is var left && left != skipped) yield return $"{RunFiles.Steps} has {left} skipped steps, the run skipped {skipped}";
    }

    /// <summary>Compares a copy with the run that it is a copy of.</summary>
    private IEnumerable<string> Copied(RunKey key, RunRecord record)
    {
        if (record.CopyOf is not { } other) return [];
        if (!RunFolder.IsDone(comparison, other))
        {
            left.Add($"{key}: it is a copy of {other}, which is not there");
            return [];
        }
        try { return CopiedRun.Fault(record, RunFolder.PathOf(comparison, other)) is { } fault ? [fault] : []; }
        catch (InvalidDataException e) { return [e.Message]; }
    }

    private IEnumerable<string> Configuration(RunKey key, RunRecord record)
    {
        if (record.Key != key) yield return $"{RunFiles.Result} is that of another run ({record.Key})";
        if (Sha256.Of(record.Configuration) != record.ConfigurationSha256)
            yield return "the configuration does not have its hash";
        if (RunConfiguration.Hash(description, key) != record.ConfigurationSha256)
        {
            IReadOnlyList<string> now = RunConfiguration.Of(description, key);
            IEnumerable<string> others = record.Configuration.Except(now).Take(3).DefaultIfEmpty("something is missing");
            yield return $"the configuration is not that of {RunFolder.DescriptionName}: {string.Join("; ", others)}";
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
        return score.Equals(kept) || Math.Abs(score - kept) < 1e-9
            ? null : $"task {task} after {after} tasks: scored {Number(kept)}, its answers score {Number(score)}";
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>The outcome of checking a folder against itself and against data and model, where they are available.</summary>
/// <param name="Runs">Number of runs checked.</param>
/// <param name="Discrepancies">The discrepancies; empty if there are none.</param>
/// <param name="Unchecked">The checks that were not possible, with reasons.</param>
internal sealed record VerificationResult(int Runs, IReadOnlyList<Discrepancy> Discrepancies, IReadOnlyList<string> Unchecked)
{
    /// <summary>What is no discrepancy and should be known, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A discrepancy in a comparison's files.</summary>
/// <param name="Run">The run; null for the comparison as a whole.</param>
/// <param name="Message">The file or value, with its actual and its expected content.</param>
internal sealed record Discrepancy(RunKey? Run, string Message);
