namespace Kif.Models.Tokenizers;

/// <summary>How far the rows of a batch are padded.</summary>
public enum PaddingLength
{
    /// <summary>Not at all: rows keep their lengths.</summary>
    None,

    /// <summary>To the longest row.</summary>
    Longest,

    /// <summary>To <see cref="BatchOptions.MaxLength"/>; longer rows stay as they are unless truncated.</summary>
    MaxLength,
}
