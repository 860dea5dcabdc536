using Kif.Pipeline.Embedded;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Options;
using Kif.Pipeline.Output;

namespace Kif.Pipeline.Experiments;

/// <summary>
/// The job of <c>kif verify</c>: recomputes a comparison's files where possible: scores from predictions, summaries from scores, hashes from files,
/// configuration, data and model. A consistent change of all dependent files is found only by repeating the run (<see cref="ReproduceJob"/>).
/// </summary>
public static class VerifyJob
{
    /// <summary>Checks a folder.</summary>
    /// <param name="composer">The composer that creates the metric and reads the data.</param>
    /// <param name="folder">The output folder of a comparison.</param>
    /// <exception cref="InvalidDataException">The folder holds no comparison.</exception>
    public static Verification Verify(StrategyComposer composer, string folder)
    {
        RunDescription description = RunFolder.DescriptionOf(folder);
        var findings = new List<Finding>();
        var left = new List<string>();
        ITaskMetric? metric = SavedComparison.MetricOf(composer, description);
        if (metric is null) left.Add($"scores: no metric is named '{description.Metric.Use}' here");
        RunVerifier verifier = new(description, metric, left);
        int runs = 0;
        foreach (RunKey key in description.Grid)
        {
            if (!RunFolder.IsDone(folder, key))
            {
                left.Add($"{key}: {(RunFolder.HasFailed(folder, key) ? "failed" : "not done")}");
                continue;
            }
            runs++;
            findings.AddRange(verifier.Check(key, RunFolder.PathOf(folder, key)).Select(what => new Finding(key, what)));
        }
        if (findings.Count == 0) findings.AddRange(Summaries(folder, metric).Select(what => new Finding(null, what)));
        findings.AddRange(Sources(composer, folder, description, left).Select(what => new Finding(null, what)));
        return new(runs, findings, left);
    }

    /// <summary>Writes the summary files again, into a temporary folder, and compares them.</summary>
    private static IEnumerable<string> Summaries(string folder, ITaskMetric? metric)
    {
        SavedComparison saved = SavedComparison.Read(folder);
        string again = Directory.CreateTempSubdirectory("kif-").FullName;
        try
        {
            RunFolder.Summarise(again, saved.Description, saved.Result, metric);
            foreach (string file in Directory.EnumerateFiles(again))
            {
                string own = Path.Combine(folder, Path.GetFileName(file));
                if (!File.Exists(own)) yield return $"{Path.GetFileName(file)} is missing";
                else if (!File.ReadAllBytes(own).AsSpan().SequenceEqual(File.ReadAllBytes(file))) yield return $"{Path.GetFileName(file)} is not what follows from the runs";
            }
        }
        finally
        {
            Directory.Delete(again, recursive: true);
        }
    }

    private static IEnumerable<string> Sources(StrategyComposer composer, string folder, RunDescription description, List<string> left)
    {
        string file = Path.Combine(folder, CompareJob.ExperimentName);
        if (!File.Exists(file))
        {
            yield return $"{CompareJob.ExperimentName} is missing";
            yield break;
        }
        CompareSettings settings = ExperimentFile.Read(file);
        string model = settings.Model == CompareSettings.Embedded ? EmbeddedModel.Folder() : settings.Model;
        if (!Directory.Exists(model)) left.Add($"the model: {model} is not there");
        else
        {
            if (ModelFolderHash.Weights(model) != description.ModelSha256) yield return $"the weights in {model} are others than those of the runs";
            if (ModelFolderHash.Tokenizer(model) != description.TokenizerSha256) yield return $"the tokenizer in {model} is another than that of the runs";
        }
        if (settings.Data != CompareSettings.Embedded && !Path.Exists(settings.Data))
        {
            left.Add($"the data: {settings.Data} is not there");
            yield break;
        }
        ComparedTasks tasks = ComparedTasks.Of(composer, settings);
        foreach (LearningTask task in tasks.Stream.Tasks.Concat(tasks.Unseen))
            if (description.Tasks.FirstOrDefault(t => t.Name == task.Name)?.Sha256 != TaskHash.Of(task)) yield return $"task {task.Name} of {settings.Data} has other examples than those of the runs";
    }
}
