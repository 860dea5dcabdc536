namespace Kif;

/// <summary>The answers that a model generates for strategies, in passes over prompts of similar length; each prompt has draws of its own.</summary>
internal static class PromptAnswers
{
    /// <summary>Generates an answer to each prompt; parameters as in <see cref="IExtraPasses"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="weights">The weights to generate with.</param>
    /// <param name="maxNewTokens">The most tokens of an answer.</param>
    /// <param name="temperature">What logits are divided by; 0 for greedy decoding.</param>
    /// <param name="random">The stream that the draws come from.</param>
    /// <param name="largest">The most prompts of a pass; null for no limit.</param>
    /// <param name="beforePass">Called before each pass with its number of prompts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite, or an answer may have no token.</exception>
    public static IReadOnlyList<int[]> Of(
        ILanguageModel model, IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random, int? largest,
        Action<int> beforePass)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNewTokens);
        if (!(temperature >= 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "a temperature is 0, for greedy decoding, or positive");
        if (prompts.Count == 0) return [];
        // One number of the stream, so that the next call draws otherwise; what is derived from it depends on a prompt's place alone.
        RandomStream? draws = temperature > 0 ? new(random.NextUInt64()) : null;
        int[][] answers = new int[prompts.Count][];
        foreach (int[] batch in Enumerable.Range(0, prompts.Count).OrderBy(i => prompts[i].Source.Length).Chunk(largest ?? prompts.Count))
        {
            beforePass(batch.Length);
            EncodedExample[] some = [.. batch.Select(i => prompts[i])];
            IReadOnlyList<int[]> ids = draws is null
                ? model.Generate(some, weights, maxNewTokens)
                : model.Sample(some, weights, maxNewTokens, temperature, [.. batch.Select(i => draws.Derive($"prompt/{i}"))]);
            for (int i = 0; i < batch.Length; i++) answers[batch[i]] = ids[i];
        }
        return answers;
    }
}
