namespace Kif.Pipeline.Evaluation;

/// <summary>Answers a test set and scores the answers.</summary>
/// <param name="encoder">Texts to token ids and back.</param>
/// <param name="metric">The score.</param>
/// <param name="options">Decoding.</param>
public sealed class Evaluator(IExampleEncoder encoder, ITaskMetric metric, EvaluationOptions options)
{
    /// <summary>The score of one task and its answers in the order of the examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The weights to answer with.</param>
    /// <param name="examples">The test set; not empty.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public (double Score, IReadOnlyList<string> Answers) Evaluate(
        ILanguageModel model, Tensor weights, IReadOnlyList<Example> examples, CancellationToken cancellation = default)
    {
        EncodedExample[] encoded = [.. examples.Select(encoder.Encode)];
        string[] answers = new string[examples.Count];
        foreach (int[] batch in Enumerable.Range(0, encoded.Length).OrderBy(i => encoded[i].Source.Length).Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<int[]> ids = model.Generate([.. batch.Select(i => encoded[i])], weights, options.MaxNewTokens);
            for (int i = 0; i < batch.Length; i++) answers[batch[i]] = encoder.Decode(ids[i]);
        }
        return (metric.Score(answers, [.. examples.Select(e => e.Target)]), answers);
    }
}
