using System.ComponentModel.DataAnnotations;
using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>Length limits of prompts and answers, in tokens.</summary>
public sealed record EncodingLimits
{
    /// <summary>The most tokens of a prompt, including the end token; the same in training and test. Default: 512.</summary>
    [Range(8, 1 << 20)]
    public int MaxSource { get; init; } = 512;

    /// <summary>The most tokens of an answer, including the end token. Default: 128.</summary>
    [Range(2, 1 << 20)]
    public int MaxTarget { get; init; } = 128;

    /// <summary>
    /// The number of masks that a masked language model answers in, including the end of the answer, where the prompt has no masks of its own; never more
    /// than <see cref="MaxTarget"/>. Longer answers are cut off. Default: 8.
    /// </summary>
    [Range(1, 512)]
    public int MaskedPlaces { get; init; } = 8;
}

/// <summary>Encodes examples for encoder–decoder models: input and target, each with the tokens that the post-processor adds (T5: the end token).</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="limits">Length limits.</param>
internal sealed class EncoderDecoderEncoder(ITokenizer tokenizer, EncodingLimits limits) : IExampleEncoder
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

/// <summary>
/// Encodes examples for decoder-only models. The whole text is the input verbatim, a space unless one of the two has white space there or the input is empty,
/// and the target, after the tokens that the post-processor puts first; those that it puts last, such as an end token, are left out. The prompt is the
/// common prefix of its ids and those of the input alone: a token that reaches from the input into the target belongs to the answer. The end token closes
/// the answer.
/// </summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="endId">The end-of-sequence id that closes answers.</param>
/// <param name="limits">Length limits.</param>
internal sealed class DecoderOnlyEncoder(ITokenizer tokenizer, int endId, EncodingLimits limits) : IExampleEncoder
{
    // No token has a negative id, so what stands before it in a text of special tokens comes first in every text.
    private readonly int[] first = [.. tokenizer.Assemble([-1]).Ids.TakeWhile(id => id >= 0)];

    /// <inheritdoc/>
    public EncodedExample Encode(Example example)
    {
        bool apart = example.Input is not [.., var last] || char.IsWhiteSpace(last) || example.Target is [var next, ..] && char.IsWhiteSpace(next);
        int[] prompt = tokenizer.Encode(example.Input, addSpecialTokens: false);
        int[] whole = tokenizer.Encode(example.Input + (apart ? "" : " ") + example.Target, addSpecialTokens: false);
        int cut = prompt.AsSpan().CommonPrefixLength(whole);
        return new(
            Truncation.Middle([.. first, .. whole.AsSpan(0, cut)], limits.MaxSource),
            [.. whole.AsSpan(cut, Math.Min(whole.Length - cut, limits.MaxTarget - 1)), endId]);
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids) => AnswerText.UpTo(endId, ids, tokenizer);
}

/// <summary>
/// Encodes examples for masked language models: a text with masks at the places of the answer.
/// <list type="bullet">
/// <item>An input that has masks of its own (<c>Paris is the [MASK] of France.</c>) is answered there, one token per mask.</item>
/// <item>Any other input gets <see cref="EncodingLimits.MaskedPlaces"/> masks in front of its closing token ([SEP]), the same number for every example, so that
/// nothing reveals the length of the answer.</item>
/// </list>
/// Labels are the tokens of the target and then the closing id, as far as there are masks; later masks have no label. A produced answer ends at the closing id.
/// </summary>
internal sealed class MaskedWordEncoder : IExampleEncoder
{
    /// <summary>The token that marks a place to be filled.</summary>
    public const string Mask = "[MASK]";

    private readonly ITokenizer tokenizer;
    private readonly int maskId, endId, maxSource, places;

    /// <summary>Determines the ids that mask and close a text.</summary>
    /// <param name="tokenizer">The model's tokenizer; it knows <see cref="Mask"/> and closes texts with a special token.</param>
    /// <param name="limits">Length limits; a prompt is shortened such that it fits the model together with its masks.</param>
    /// <param name="maxPositions">The most tokens of a text; null for no limit.</param>
    /// <exception cref="InvalidDataException">The tokenizer lacks one of the two.</exception>
    /// <exception cref="ArgumentException">The model has no room for the masks and a prompt of 8 tokens.</exception>
    public MaskedWordEncoder(ITokenizer tokenizer, EncodingLimits limits, int? maxPositions = null)
    {
        this.tokenizer = tokenizer;
        if (tokenizer.Encode(Mask, addSpecialTokens: false) is not [var mask])
            throw new InvalidDataException($"the tokenizer has no token {Mask}, which a masked language model answers at");
        if (tokenizer.Encode("") is not [.., var end]) throw new InvalidDataException("the tokenizer closes no text, so there is no id that ends an answer");
        (maskId, endId, places) = (mask, end, Math.Min(limits.MaskedPlaces, limits.MaxTarget));
        maxSource = Math.Min(limits.MaxSource, (maxPositions ?? int.MaxValue) - places);
        if (maxSource < 8)
            throw new ArgumentException(
                $"a model of {maxPositions} positions has no room for {places} masks and a prompt of 8 tokens; lower limits.maskedPlaces", nameof(limits));
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
        return new(source, target[..Math.Min(target.Length, at.Length)]) { AnswerPositions = at };
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids) => AnswerText.UpTo(endId, ids, tokenizer);
}

/// <summary>Decodes answers.</summary>
internal static class AnswerText
{
    /// <summary>Decodes the ids before the first end id, without white space at either end.</summary>
    public static string UpTo(int endId, ReadOnlySpan<int> ids, ITokenizer tokenizer) =>
        tokenizer.Decode(ids.IndexOf(endId) is >= 0 and var end ? ids[..end] : ids).Trim();
}

/// <summary>Shortens a prompt in its middle: the instructions at its beginning and the "Answer:" at its end must stay.</summary>
internal static class Truncation
{
    /// <summary>Returns the ids as they are if they fit; otherwise the first ones for three quarters of the limit and the last ones for the rest.</summary>
    public static int[] Middle(int[] ids, int most)
    {
        if (ids.Length <= most) return ids;
        int tail = most / 4;
        return [.. ids.AsSpan(0, most - tail), .. ids.AsSpan(ids.Length - tail)];
    }
}

/// <summary>The example encoders by model architecture.</summary>
internal static class ExampleEncoders
{
    /// <summary>
    /// Creates the encoder for a model. Prompts (and answers longer than half of the model's positions) are limited so that both fit into the model.
    /// </summary>
    /// <param name="backbone">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="limits">Length limits.</param>
    /// <param name="folder">The model's folder, for messages.</param>
    /// <param name="template">Reads the chat template, for conversations; null if there is none.</param>
    /// <param name="chat">Whether plain examples become a user's turn too.</param>
    /// <exception cref="InvalidDataException">The folder names no end-of-sequence id.</exception>
    /// <exception cref="CompositionException">A masked model has no room for the masks and a prompt of 8 tokens.</exception>
    public static IExampleEncoder For(
        IBackbone backbone, ITokenizer tokenizer, EncodingLimits limits, string folder, Func<ChatTemplate?>? template = null, bool chat = false)
    {
        if (chat && backbone.Architecture != ModelArchitecture.DecoderOnly)
            throw new CompositionException($"chat is asked for, and '{folder}' is no decoder-only model: it has no conversations");
        switch (backbone.Architecture)
        {
            case ModelArchitecture.EncoderDecoder:
                return new EncoderDecoderEncoder(tokenizer, limits);
            case ModelArchitecture.MaskedEncoder:
                try { return new MaskedWordEncoder(tokenizer, limits, backbone.MaxPositions); }
                catch (ArgumentException e) { throw new CompositionException(e.Message); }
            default:
                int end = tokenizer.EndId ?? (backbone.EndIds is [var first, ..]
                    ? first : throw new InvalidDataException($"'{folder}' names no end-of-sequence id"));
                EncodingLimits fitted = Fitted(limits, backbone.MaxPositions);
                // A template that is damaged matters to conversations alone.
                var lazy = new Lazy<ChatTemplate?>(template ?? (() => null));
                if (chat && lazy.Value is null)
                    throw new CompositionException(
                        $"chat is asked for, and '{folder}' has no chat template; leave chat out, or take the model's instruct form");
                return new ChatEncoder(
                    tokenizer, lazy, [.. backbone.EndIds.Prepend(end).Distinct()], fitted, chat ? null : new DecoderOnlyEncoder(tokenizer, end, fitted));
        }
    }

    private static EncodingLimits Fitted(EncodingLimits limits, int? maxPositions)
    {
        if (maxPositions is not { } most || limits.MaxSource + (long)limits.MaxTarget <= most) return limits;
        int target = Math.Min(limits.MaxTarget, most / 2);
        return limits with { MaxSource = Math.Min(limits.MaxSource, most - target), MaxTarget = target };
    }
}
