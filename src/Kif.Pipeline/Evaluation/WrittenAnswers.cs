namespace Kif.Pipeline.Evaluation;

/// <summary>Answers by greedy decoding, in batches of prompts of similar length.</summary>
internal sealed class WrittenAnswers(IExampleEncoder encoder, EvaluationOptions options) : IAnswering
{
    public IReadOnlyList<string> Answer(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation)
    {
        EncodedExample[] encoded = [.. task.Test.Select(encoder.Encode)];
        string[] answers = new string[encoded.Length];
        foreach (int[] batch in Enumerable.Range(0, encoded.Length).OrderBy(i => encoded[i].Source.Length).Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<int[]> ids = model.Generate([.. batch.Select(i => encoded[i])], weights, options.MaxNewTokens);
            for (int i = 0; i < batch.Length; i++) answers[batch[i]] = encoder.Decode(ids[i]);
        }
        return answers;
    }
}
