namespace Kif.Models.Tokenizers;

/// <summary>The parts that get a mark before them.</summary>
internal enum PrependScheme
{
    /// <summary>Every part that does not begin with one.</summary>
    Always,

    /// <summary>Only the part at the start of the whole text.</summary>
    First,

    /// <summary>No part.</summary>
    Never,
}
