using Kif.Models.Backbones;
using Kif.Models.Prompts;

namespace Kif.Pipeline.Jobs;

/// <summary>The example encoders by model architecture.</summary>
internal static class ExampleEncoders
{
    /// <summary>
    /// Creates the encoder for a model. Prompts (and answers longer than half of the model's positions) are limited so that both fit into the model.
    /// </summary>
    /// <exception cref="InvalidDataException">The folder names no end-of-sequence id.</exception>
    /// <exception cref="CompositionException">A masked model has no room for the masks and a prompt of 8 tokens.</exception>
    public static IExampleEncoder For(IBackbone backbone, ITokenizer tokenizer, EncodingLimits limits, string folder)
    {
        switch (backbone.Architecture)
        {
            case ModelArchitecture.EncoderDecoder:
                return new EncoderDecoderEncoder(tokenizer, limits);
            case ModelArchitecture.MaskedEncoder:
                try { return new MaskedWordEncoder(tokenizer, limits, backbone.MaxPositions); }
                catch (ArgumentException e) { throw new CompositionException(e.Message); }
            default:
                int end = backbone.EndIds is [var first, ..] ? first : throw new InvalidDataException($"'{folder}' names no end-of-sequence id");
                return new DecoderOnlyEncoder(tokenizer, end, Fitted(limits, backbone.MaxPositions));
        }
    }

    private static EncodingLimits Fitted(EncodingLimits limits, int? maxPositions)
    {
        if (maxPositions is not { } most || limits.MaxSource + (long)limits.MaxTarget <= most) return limits;
        int target = Math.Min(limits.MaxTarget, most / 2);
        return new() { MaxSource = Math.Min(limits.MaxSource, most - target), MaxTarget = target, MaskedPlaces = limits.MaskedPlaces };
    }
}
