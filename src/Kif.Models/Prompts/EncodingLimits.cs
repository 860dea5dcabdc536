using System.ComponentModel.DataAnnotations;

namespace Kif.Models.Prompts;

/// <summary>Length limits of prompts and answers, in tokens.</summary>
public sealed class EncodingLimits
{
    /// <summary>The most tokens of a prompt, including the end token; the same in training and test. Default: 512.</summary>
    [Range(8, 1 << 20)]
    public int MaxSource { get; set; } = 512;

    /// <summary>The most tokens of an answer, including the end token. Default: 128.</summary>
    [Range(2, 1 << 20)]
    public int MaxTarget { get; set; } = 128;

    /// <summary>
    /// The number of masks that a masked language model answers in, including the end of the answer, where the prompt has no masks of its own; never more
    /// than <see cref="MaxTarget"/>. Longer answers are cut off. Default: 8.
    /// </summary>
    [Range(1, 512)]
    public int MaskedPlaces { get; set; } = 8;
}
