using System.ComponentModel.DataAnnotations;

namespace Kif.Models.Prompts;

/// <summary>How long prompts and answers may be, in tokens.</summary>
public sealed class EncodingLimits
{
    /// <summary>Most tokens of a prompt, end token included; the same in training and test. Default: 512.</summary>
    [Range(8, 1 << 20)]
    public int MaxSource { get; set; } = 512;

    /// <summary>Most tokens of an answer, end token included. Default: 128.</summary>
    [Range(2, 1 << 20)]
    public int MaxTarget { get; set; } = 128;

    /// <summary>
    /// Masks that a masked language model gets to answer in, the end of the answer included, where the prompt has none of its own; never more than <see cref="MaxTarget"/>.
    /// Longer answers are cut off. Default: 8.
    /// </summary>
    [Range(1, 512)]
    public int MaskedPlaces { get; set; } = 8;
}
