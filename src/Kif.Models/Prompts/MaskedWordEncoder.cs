namespace Kif.Models.Prompts;

/// <summary>
/// Examples for masked language models: a text with masks in which the answer stands.
/// <list type="bullet">
/// <item>An input that has masks of its own (<c>Paris is the [MASK] of France.</c>) is answered there, one piece per mask.</item>
/// <item>Behind any other input, in front of what closes it ([SEP]), come as many masks as <see cref="EncodingLimits.MaskedPlaces"/> says, the same for every example, so
/// that nothing tells how long the answer is.</item>
/// </list>
/// Labels are the pieces of the target and then the closing id, as far as there are masks; masks behind it carry no label. What is produced counts up to the closing id.
/// </summary>
public sealed class MaskedWordEncoder : IExampleEncoder
{
    /// <summary>The token that stands for a piece to be found.</summary>
    public const string Mask = "[MASK]";

    private readonly ITokenizer tokenizer;
    private readonly int maskId, endId, maxSource, places;

    /// <summary>Finds out which ids mask and close a text.</summary>
    /// <param name="tokenizer">The model's tokenizer; it knows <see cref="Mask"/> and closes texts with an id of its own.</param>
    /// <param name="limits">Length limits; a prompt is kept so short that it has room in the model with its masks.</param>
    /// <param name="maxPositions">Most tokens of a text; null for any number.</param>
    /// <exception cref="InvalidDataException">The tokenizer does not do that.</exception>
    /// <exception cref="ArgumentException">The model has no room for the masks and a prompt of 8 tokens.</exception>
    public MaskedWordEncoder(ITokenizer tokenizer, EncodingLimits limits, int? maxPositions = null)
    {
        this.tokenizer = tokenizer;
        if (tokenizer.Encode(Mask, addSpecialTokens: false) is not [var mask]) throw new InvalidDataException($"the tokenizer has no token {Mask}, which a masked language model answers at");
        if (tokenizer.Encode("") is not [.., var end]) throw new InvalidDataException("the tokenizer closes no text, so there is no id that ends an answer");
        (maskId, endId, places) = (mask, end, Math.Min(limits.MaskedPlaces, limits.MaxTarget));
        maxSource = Math.Min(limits.MaxSource, (maxPositions ?? int.MaxValue) - places);
        if (maxSource < 8) throw new ArgumentException($"a model of {maxPositions} positions has no room for {places} masks and a prompt of 8 tokens; lower limits.maskedPlaces", nameof(limits));
    }

    /// <inheritdoc/>
    public EncodedExample Encode(Example example)
    {
        int[] source = Truncation.Middle(tokenizer.Encode(example.Input), maxSource);
        int[] at = [.. Enumerable.Range(0, source.Length).Where(i => source[i] == maskId)];
        if (at.Length == 0)
        {
            int close = source[^1] == endId ? source.Length - 1 : source.Length;
            at = [.. Enumerable.Range(close, places)];
            source = [.. source.AsSpan(0, close), .. Enumerable.Repeat(maskId, places), .. source.AsSpan(close)];
        }
        int[] target = [.. tokenizer.Encode(example.Target, addSpecialTokens: false), endId];
        return new(source, target[..Math.Min(target.Length, at.Length)]) { Places = at };
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids) => tokenizer.Decode(ids.IndexOf(endId) is >= 0 and var end ? ids[..end] : ids).Trim();
}
