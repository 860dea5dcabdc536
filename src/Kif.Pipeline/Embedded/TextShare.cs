namespace Kif.Pipeline.Embedded;

/// <summary>The share of texts that a text belongs to.</summary>
internal enum TextShare
{
    /// <summary>Training and test sets of the embedded stream.</summary>
    Stream,

    /// <summary>The pretraining corpus.</summary>
    Pretraining,
}
