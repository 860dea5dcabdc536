namespace Kif.Models;

/// <summary>The types of values in a GGUF file's metadata; the numbers are those of the format.</summary>
internal enum GgufType
{
    /// <summary>An unsigned byte.</summary>
    UInt8 = 0,

    /// <summary>A whole number of 32 bits without a sign.</summary>
    UInt32 = 4,

    /// <summary>A whole number of 32 bits.</summary>
    Int32 = 5,

    /// <summary>A number of single precision.</summary>
    Float32 = 6,

    /// <summary>A truth value, one byte.</summary>
    Bool = 7,

    /// <summary>A text in UTF-8 with its length.</summary>
    Text = 8,

    /// <summary>A list of values of one type.</summary>
    Array = 9,
}
