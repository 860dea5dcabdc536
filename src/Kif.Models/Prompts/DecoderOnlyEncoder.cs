namespace Kif.Models.Prompts;

/// <summary>
/// Encodes examples for decoder-only models: the input verbatim as prompt (after the tokens that the post-processor puts first), then a space, the target
/// and the end token.
/// </summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="endId">The end-of-sequence id that closes answers.</param>
/// <param name="limits">Length limits.</param>
public sealed class DecoderOnlyEncoder(ITokenizer tokenizer, int endId, EncodingLimits limits) : IExampleEncoder
{
    /// <inheritdoc/>
    public EncodedExample Encode(Example example)
    {
        int[] prompt = tokenizer.Encode(example.Input.TrimEnd());
        if (prompt.Length > 0 && prompt[^1] == endId) prompt = prompt[..^1];
        int[] answer = tokenizer.Encode(" " + example.Target, addSpecialTokens: false);
        return new(Truncation.Middle(prompt, limits.MaxSource), [.. answer.AsSpan(0, Math.Min(answer.Length, limits.MaxTarget - 1)), endId]);
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids) => tokenizer.Decode(ids).Trim();
}
