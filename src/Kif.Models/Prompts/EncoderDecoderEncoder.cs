namespace Kif.Models.Prompts;

/// <summary>Encodes examples for encoder–decoder models: input and target, each with the tokens that the post-processor adds (T5: the end token).</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="limits">Length limits.</param>
public sealed class EncoderDecoderEncoder(ITokenizer tokenizer, EncodingLimits limits) : IExampleEncoder
{
    /// <inheritdoc/>
    public EncodedExample Encode(Example example)
    {
        int[] target = tokenizer.Encode(example.Target);
        if (target.Length > limits.MaxTarget) target = [.. target.AsSpan(0, limits.MaxTarget - 1), target[^1]];
        return new(Truncation.Middle(tokenizer.Encode(example.Input), limits.MaxSource), target);
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids) => tokenizer.Decode(ids).Trim();
}
