namespace Kif.Models.Tokenizers;

/// <summary>The purpose of a piece of a SentencePiece model; the numbers are those of the file format.</summary>
public enum SentencePieceType
{
    /// <summary>An ordinary piece of text.</summary>
    Normal = 1,

    /// <summary>The one piece that stands for text without a piece of its own.</summary>
    Unknown = 2,

    /// <summary>A token that never occurs in text, such as <c>&lt;/s&gt;</c>.</summary>
    Control = 3,

    /// <summary>A string that is always one token.</summary>
    UserDefined = 4,

    /// <summary>A piece that is never chosen.</summary>
    Unused = 5,

    /// <summary>One byte, written <c>&lt;0xNN&gt;</c>, for text without a piece of its own.</summary>
    Byte = 6,
}
