namespace Kif.Models.Tokenizers;

/// <summary>The length that the rows of a batch are padded to.</summary>
public enum PaddingLength
{
    /// <summary>No padding: rows keep their lengths.</summary>
    None,

    /// <summary>The length of the longest row.</summary>
    Longest,

    /// <summary><see cref="BatchOptions.MaxLength"/>; longer rows stay as they are unless truncated.</summary>
    MaxLength,
}
