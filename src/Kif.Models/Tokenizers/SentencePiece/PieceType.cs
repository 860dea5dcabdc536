namespace Kif.Models.Tokenizers.SentencePiece;

/// <summary>What a SentencePiece piece is for; the numbers are those of the file format.</summary>
public enum PieceType
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Stands for what is not in the vocabulary.</summary>
    Unknown = 2,

    /// <summary>Never comes from text: end, padding.</summary>
    Control = 3,

    /// <summary>Text that is never split.</summary>
    UserDefined = 4,

    /// <summary>Not in use.</summary>
    Unused = 5,

    /// <summary>A byte, for falling back.</summary>
    Byte = 6,
}
