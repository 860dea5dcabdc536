namespace Kif.Models.Prompts;

/// <summary>
/// Examples for decoder-only models: the input verbatim as prompt (with what the post-processor adds in front), then a blank, the target and the end token.
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
