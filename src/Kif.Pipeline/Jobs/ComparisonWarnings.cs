using Kif.Tokenizers;

namespace Kif;

/// <summary>Finds, before training, what a user of a comparison should know.</summary>
internal static class ComparisonWarnings
{
    /// <summary>The fewest steps that a task takes before answers change much.</summary>
    private const int FewSteps = 10;

    /// <summary>Returns the warnings, a sentence each.</summary>
    /// <param name="settings">The settings of the comparison.</param>
    /// <param name="comparison">Its tasks and its metric.</param>
    /// <param name="models">Its models.</param>
    public static IEnumerable<string> Of(CompareSettings settings, Comparison comparison, PretrainedModels models)
    {
        if (settings.Model != CompareSettings.Embedded && settings.GeneratesTasks)
            yield return "the tasks are those of the embedded stream, which was made for the embedded model; --data names your own";
        foreach (string note in models.Notes) yield return note;
        if (Few(comparison) is { } few) yield return few;
        LearningTask[] tasks = [.. comparison.Stream.Tasks, .. comparison.Unseen];
        // The embedded stream is known to suit its metric and its model.
        if (settings is { Model: CompareSettings.Embedded, GeneratesTasks: true } && comparison.Metric is ExactMatch) yield break;
        var finder = new TaskWarnings(comparison.Metric, comparison.Evaluation, comparison.Limits);
        int most = comparison.Limits.Longest(settings.Limits.MaxTarget);
        foreach (LearningTask task in tasks)
            foreach (string warning in finder.Of(task, most)) yield return warning;
        foreach (string warning in TaskWarnings.Seen(comparison.Stream.Tasks, tasks)) yield return warning;
        if (models.Tokenizer.Defaults.CleansUpSpaces
            && tasks.SelectMany(t => t.Test).FirstOrDefault(e => SpaceCleanUp.Apply(e.Target) != e.Target) is { } example)
            yield return $"the tokenizer says clean_up_tokenization_spaces: transformers 4 would take blanks out of answers such as "
                + $"'{DisplayText.Of(example.Target, 40)}', transformers 5 and Kif do not";
    }

    /// <summary>Tasks that are learned in so few steps that there is little to forget.</summary>
    private static string? Few(Comparison comparison)
    {
        TrainingOptions training = comparison.Training;
        long Steps(LearningTask task) => training.Epochs * ((task.Train.Count + training.BatchSize - 1L) / training.BatchSize);
        LearningTask[] few = [.. comparison.Stream.Tasks.Where(t => Steps(t) < FewSteps)];
        if (few.Length == 0) return null;
        LearningTask least = few.MinBy(Steps)!;
        string which = few.Length == 1 ? $"task '{DisplayText.Of(least.Name)}' is" : few.Length == comparison.Stream.Tasks.Count
            ? "all tasks are" : $"{few.Length} of {comparison.Stream.Tasks.Count} tasks are";
        string work = $"{least.Train.Count} examples, batches of {training.BatchSize}, {training.Epochs} {(training.Epochs == 1 ? "epoch" : "epochs")}";
        return $"{which} learned in few steps ('{DisplayText.Of(least.Name)}' in {Steps(least)}: {work}), so scores may hardly change; "
            + "--epochs, a smaller --batch-size or more examples help";
    }
}
