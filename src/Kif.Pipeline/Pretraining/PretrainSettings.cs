using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The settings of <c>kif pretrain</c>; the defaults make the embedded model.</summary>
internal sealed class PretrainSettings
{
    /// <summary>The folder that the model is written to.</summary>
    [Required, JsonIgnore]
    public string Out { get; set; } = "";

    /// <summary>The shape of the model. Default: T5.</summary>
    public PretrainedFamily Family { get; set; }

    /// <summary>The seed of corpus, weights and order. Default: 1.</summary>
    public long Seed { get; set; } = 1;

    /// <summary>
    /// Number of generated reading questions that come first, each seen once: without them attention takes very long to form. Default: 512,000.
    /// </summary>
    [Range(1, 100_000_000)]
    public int Reading { get; set; } = 512_000;

    /// <summary>Number of examples of the whole corpus that follow, each seen once. Default: 96,000.</summary>
    [Range(1, 100_000_000)]
    public int Examples { get; set; } = 96_000;

    /// <summary>Examples per step. Default: 64.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Peak learning rate. Default: 2e-3.</summary>
    [Range(0.0, 10.0)]
    public double LearningRate { get; set; } = 2e-3;

    /// <summary>Width of the hidden state. Default: 128.</summary>
    [Range(8, 4096)]
    public int Width { get; set; } = 128;

    /// <summary>Width of T5's, GPT-2's and BERT's feed-forward layers; gated ones have two thirds of it, for as many weights. Default: 512.</summary>
    [Range(8, 16384)]
    public int FeedForward { get; set; } = 512;

    /// <summary>Blocks of T5's encoder, and as many of its decoder; the other families have twice as many blocks. Default: 3.</summary>
    [Range(1, 48)]
    public int Layers { get; set; } = 3;

    /// <summary>Attention heads. Default: 4.</summary>
    [Range(1, 64)]
    public int Heads { get; set; } = 4;
}

/// <summary>The shapes that <c>kif pretrain</c> makes.</summary>
internal enum PretrainedFamily
{
    /// <summary>An encoder and a decoder with relative positions.</summary>
    T5,

    /// <summary>A decoder with rotary positions and gated feed-forward layers.</summary>
    Llama,

    /// <summary>A decoder with learned positions.</summary>
    Gpt2,

    /// <summary>An encoder that fills masks, with learned positions.</summary>
    Bert,

    /// <summary>LLaMA's, but two query heads share keys and values, and both are normalized.</summary>
    Qwen3,
}
