namespace Kif.Models.Tokenizers;

/// <summary>Which parts get a mark before them.</summary>
internal enum PrependScheme
{
    /// <summary>Every part that does not begin with one.</summary>
    Always,

    /// <summary>Only the part with which the whole text begins.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}
