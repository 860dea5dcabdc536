namespace Kif;

/// <summary>The check of tasks: everything that a comparison does before its first step.</summary>
internal static class DataCheck
{
    /// <summary>Returns a fault, or a summary and what a comparison would tell before it trains, without what the model's check has told.</summary>
    public static IReadOnlyList<CheckResult> Of(DoctorSettings settings, KifCatalog catalog)
    {
        try
        {
            using CompareJob job = CompareJob.Prepare(catalog, new()
            {
                Model = settings.Model ?? CompareSettings.Embedded, Data = settings.Data!, Columns = settings.Columns, Prompt = settings.Prompt,
                Compute = settings.Compute,
            });
            IModelSource models = job.Comparison.Models;
            using ILanguageModel model = models.Create(TrainedWeights.Adapter);
            LearningTask[] tasks = [.. job.Comparison.Stream.Tasks, .. job.Comparison.Unseen];
            foreach (LearningTask task in tasks)
                foreach ((string part, IReadOnlyList<Example> examples) in new[] { ("train", task.Train), ("test", task.Test) })
                    for (int i = 0; i < examples.Count; i++)
                        if (Fault(models.Encoder, model, examples[i]) is { } fault)
                            return [new(
                                "data", CheckLevel.Wrong, $"task '{task.Name}', {part} example {i + 1}: {fault}", "Correct the example, or leave it out.")];
            IReadOnlyList<string> ofModel = ((PretrainedModels)models).Notes;
            return [new("data", CheckLevel.Fine, job.Headline), .. job.Warnings.Except(ofModel).Select(w => new CheckResult("data", CheckLevel.Note, w))];
        }
        catch (Exception e) when (ModelChecks.IsFault(e))
        {
            return [new("data", CheckLevel.Wrong, e.Message, "Give --data a folder of tasks.")];
        }
    }

    private static string? Fault(IExampleEncoder encoder, ILanguageModel model, Example example)
    {
        try
        {
            using TokenBatch batch = model.Collate([encoder.Encode(example)]);
            return batch.TargetTokens > 0 ? null : "nothing of its answer is left to learn";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
