using Kif.Tokenizers;

namespace Kif;

/// <summary>Finds, before training, what a user of a comparison should know.</summary>
internal static class ComparisonWarnings
{
    /// <summary>Returns the warnings, a sentence each.</summary>
    /// <param name="settings">The settings of the comparison.</param>
    /// <param name="comparison">Its tasks and its metric.</param>
    /// <param name="models">Its models.</param>
    public static IEnumerable<string> Of(CompareSettings settings, Comparison comparison, PretrainedModels models)
    {
        if (settings.Model != CompareSettings.Embedded && settings.Data == CompareSettings.Embedded)
            yield return "the tasks are those of the embedded stream, which was made for the embedded model; --data names your own";
        foreach (string note in models.Notes) yield return note;
        LearningTask[] tasks = [.. comparison.Stream.Tasks, .. comparison.Unseen];
        // The embedded stream is known to suit its metric and its model.
        if (settings is { Model: CompareSettings.Embedded, Data: CompareSettings.Embedded } && comparison.Metric is ExactMatch) yield break;
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
}
