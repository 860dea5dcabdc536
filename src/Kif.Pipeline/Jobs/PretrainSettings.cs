using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Jobs;

/// <summary>The settings of <c>kif pretrain</c>; the defaults make the embedded model.</summary>
public sealed class PretrainSettings
{
    /// <summary>The folder that the model is written to.</summary>
    [Required]
    public string Out { get; set; } = "";

    /// <summary>The seed of corpus, weights and order. Default: 1.</summary>
    public long Seed { get; set; } = 1;

    /// <summary>
    /// Number of generated reading questions that come first, each seen once: without them attention takes very long to form. Default: 64,000.
    /// </summary>
    [Range(1, 100_000_000)]
    public int Reading { get; set; } = 64_000;

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

    /// <summary>Width of the feed-forward layers. Default: 512.</summary>
    [Range(8, 16384)]
    public int FeedForward { get; set; } = 512;

    /// <summary>Blocks of the encoder, and as many of the decoder. Default: 3.</summary>
    [Range(1, 48)]
    public int Layers { get; set; } = 3;

    /// <summary>Attention heads. Default: 4.</summary>
    [Range(1, 64)]
    public int Heads { get; set; } = 4;
}
